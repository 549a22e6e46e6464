"""A network trained by a loop of one's own."""

from collections.abc import Iterable
from typing import Any

import keras
import tensorflow as tf
from keras.losses import SparseCategoricalCrossentropy

from spotdiff.classifier.problem import Array, Labels


def stepper(
    model: Any,
    rate: float,
    momentum: float,
    dropout: bool = True,
) -> Any:
    """Prepare a step that learns from one batch.

    Returns:
        A function of images and labels that gives the loss.
    """
    optimizer = keras.optimizers.SGD(rate, momentum)
    entropy = SparseCategoricalCrossentropy(from_logits=True)

    @tf.function
    def step(images: Any, labels: Any) -> Any:
        with tf.GradientTape() as tape:
            loss = entropy(labels, model(images, training=dropout))
        slopes = tape.gradient(loss, model.trainable_variables)
        optimizer.apply(slopes, model.trainable_variables)
        return loss

    return step


def train(
    model: Any,
    images: Array,
    labels: Labels,
    batches: Iterable[Labels],
    rate: float,
    momentum: float,
    dropout: bool = True,
) -> Array:
    """Train a network as it stands.

    Args:
        model: Images to scores.
        images: (n, 28, 28), standardised.
        labels: (n,), 0 to 9.
        batches: Which images each step sees.
        rate: Learning rate.
        momentum: Share of the last change that is kept.
        dropout: Whether the dropout layers drop anything.

    Returns:
        The loss of each step, (steps,).
    """
    step = stepper(model, rate, momentum, dropout)
    x, y = tf.constant(images[..., None]), tf.constant(labels)
    losses = [step(tf.gather(x, b), tf.gather(y, b)) for b in batches]
    return tf.stack(losses).numpy()


def predict(model: Any, images: Array) -> Array:
    """Score images, (n, 28, 28), without dropout: (n, 10)."""
    x = tf.constant(images[..., None])
    return model(x, training=False).numpy()
