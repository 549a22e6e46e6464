"""Gradients cut to a length, and that length noted at every step."""

from collections.abc import Iterable
from typing import Any

import tensorflow as tf
from keras import losses, optimizers

from spotdiff.classifier.problem import Array, Labels


def train(
    model: Any,
    batches: Iterable[tuple[Array, Labels]],
    rate: float,
    momentum: float,
    limit: float,
    dropout: bool = True,
) -> list[tuple[float, float]]:
    """Train a network as it stands; its weights are overwritten.

    Args:
        model: Images to scores.
        batches: Images, (n, 28, 28), and labels, (n,), of each step.
        rate: Learning rate.
        momentum: Share of the last change that is kept.
        limit: Longest gradient that is left as it is.
        dropout: Whether the dropout layers drop anything.

    Returns:
        The loss of each step, and the length of its gradient.
    """
    optimizer = optimizers.SGD(rate, momentum)
    entropy = losses.SparseCategoricalCrossentropy(from_logits=True)

    @tf.function
    def step(images: Any, labels: Any) -> Any:
        with tf.GradientTape() as tape:
            scores = model(images[..., None], training=dropout)
            loss = entropy(labels, scores)
        slopes = tape.gradient(loss, model.trainable_variables)
        slopes, norm = tf.clip_by_global_norm(slopes, limit)
        optimizer.apply(slopes, model.trainable_variables)
        return loss, norm

    told = [step(*batch) for batch in batches]
    return [(float(loss), float(norm)) for loss, norm in told]
