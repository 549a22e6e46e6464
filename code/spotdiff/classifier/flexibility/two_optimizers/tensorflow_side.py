"""Convolutions that learn slowly, and dense layers that learn fast."""

from collections.abc import Iterable
from typing import Any

import tensorflow as tf
from keras import losses
from keras.optimizers import SGD, MultiOptimizer

from spotdiff.classifier.problem import Array, Labels


def train(
    model: Any,
    batches: Iterable[tuple[Array, Labels]],
    slow: float,
    fast: float,
    momentum: float,
    dropout: bool = True,
) -> list[float]:
    """Train a network as it stands; its weights are overwritten.

    Args:
        model: Images to scores; its convolutions have names with conv.
        batches: Images, (n, 28, 28), and labels, (n,), of each step.
        slow: Learning rate of the convolutions.
        fast: Learning rate of all else.
        momentum: Share of the last change that is kept.
        dropout: Whether the dropout layers drop anything.

    Returns:
        The loss of each step.
    """

    def rate_of(name: str) -> float:
        """Tell a weight's rate by the name it has."""
        return slow if "conv" in name else fast

    each = {rate: SGD(rate, momentum) for rate in (slow, fast)}
    optimizer = MultiOptimizer(lambda v: each[rate_of(v.path)])
    entropy = losses.SparseCategoricalCrossentropy(from_logits=True)

    @tf.function
    def step(images: Any, labels: Any) -> Any:
        with tf.GradientTape() as tape:
            scores = model(images[..., None], training=dropout)
            loss = entropy(labels, scores)
        slopes = tape.gradient(loss, model.trainable_variables)
        optimizer.apply(slopes, model.trainable_variables)
        return loss

    told = [step(*batch) for batch in batches]
    return [float(loss) for loss in told]
