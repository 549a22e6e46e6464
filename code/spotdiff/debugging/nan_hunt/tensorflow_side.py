"""A classifier that learns with a cross-entropy written by hand."""

from collections.abc import Iterator
from typing import Any

import keras
import tensorflow as tf

from spotdiff.debugging.nan_hunt.problem import (
    EPSILON,
    RATE,
    Array,
    Known,
)


def dense(weights: Array) -> Any:
    """Make a layer of known weights, with biases of 0."""
    layer = keras.layers.Dense(weights.shape[1])
    layer.build((None, len(weights)))
    layer.kernel.assign(weights)
    return layer


class Classifier(keras.Model):
    """Two layers that score the ten digits."""

    def __init__(self, inner: Array, outer: Array) -> None:
        """Take the weights that both sides share."""
        super().__init__()
        self.inner, self.outer = dense(inner), dense(outer)

    def call(self, x: Any) -> Any:
        """Score some images."""
        hidden = tf.nn.relu(self.inner(x))
        return self.outer(hidden)


class CrossEntropy(keras.Layer):
    """The mean of the logarithms, as in the textbook."""

    def call(self, scores: Any, labels: Any) -> Any:
        """Compare scores with what the images show."""
        probable = tf.nn.softmax(scores, axis=1)
        logs = tf.math.log(probable)
        return -tf.reduce_mean(tf.reduce_sum(labels * logs, axis=1))


def repaired(scores: Any, labels: Any) -> Any:
    """Compare them without a probability on the way."""
    entropy = tf.nn.softmax_cross_entropy_with_logits
    return tf.reduce_mean(entropy(labels, scores))


def training(network: Any, cost: Any, known: Known) -> Iterator[float]:
    """Train for as long as asked; give the loss before each step."""
    weights = network.trainable_variables
    optimizer = keras.optimizers.Adam(RATE, epsilon=EPSILON)
    x, labels = tf.constant(known.x), tf.constant(known.labels)

    @tf.function
    def step() -> Any:
        """Take one step on all images."""
        with tf.GradientTape() as tape:
            loss = cost(network(x), labels)
        optimizer.apply(tape.gradient(loss, weights), weights)
        return loss

    while True:
        yield float(step())


def accuracy(network: Any, known: Known) -> float:
    """Return the share of test images that are read correctly."""
    best = tf.argmax(network(tf.constant(known.test_x)), 1)
    return float((best.numpy() == known.test_labels).mean())
