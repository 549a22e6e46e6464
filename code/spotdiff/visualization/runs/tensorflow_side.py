"""A network trained under observation: its losses, in an event file."""

from collections.abc import Iterable
from typing import Any

import tensorflow as tf
from keras import losses, optimizers

from spotdiff.classifier.problem import Array, Labels


def train(
    folder: str,
    model: Any,
    batches: Iterable[tuple[Array, Labels]],
    rate: float,
    momentum: float,
) -> None:
    """Train a network as it stands; its weights are overwritten.

    Args:
        folder: Where the event file goes.
        model: Images to scores; dropout is off.
        batches: Images, (n, 28, 28), and labels, (n,), of each step.
        rate: Learning rate.
        momentum: Share of the last change that is kept.
    """
    optimizer = optimizers.SGD(rate, momentum)
    step = step_of(model, optimizer)
    with tf.summary.create_file_writer(folder).as_default():
        for number, batch in enumerate(batches):
            tf.summary.scalar("loss", step(*batch), number)


def step_of(model: Any, optimizer: Any) -> Any:
    """Give one step of training as a function.

    Args:
        model: Its weights are what a step changes.
        optimizer: It says by how much.

    Returns:
        From images, (n, 28, 28), and labels, (n,), to their mean loss.
    """
    entropy = losses.SparseCategoricalCrossentropy(from_logits=True)

    @tf.function
    def step(images: Any, labels: Any) -> Any:
        with tf.GradientTape() as tape:
            scores = model(images[..., None], training=False)
            loss = entropy(labels, scores)
        slopes = tape.gradient(loss, model.trainable_variables)
        optimizer.apply(slopes, model.trainable_variables)
        return loss

    return step
