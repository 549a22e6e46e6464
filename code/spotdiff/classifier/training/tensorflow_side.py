"""A network trained by a loop of one's own."""

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
    dropout: bool = True,
) -> list[float]:
    """Train a network as it stands; its weights are overwritten.

    One step is taken for each batch, in their order, towards a lower
    mean cross-entropy of the batch.

    Args:
        model: Images to scores.
        batches: Images, (n, 28, 28), and labels, (n,), of each step.
        rate: Learning rate.
        momentum: Share of the last change that is kept.
        dropout: Whether the dropout layers drop anything.

    Returns:
        The loss of each step.
    """
    optimizer = optimizers.SGD(rate, momentum)
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


def predict(model: Any, images: Array) -> Any:
    """Ask a network what it thinks, with its dropout off.

    Args:
        model: Images to scores; left in the mode in which it was.
        images: (n, 28, 28), standardised.

    Returns:
        The scores, (n, 10), of which the largest is the answer.
    """
    scores = model(tf.constant(images[..., None]), training=False)
    return scores.numpy()
