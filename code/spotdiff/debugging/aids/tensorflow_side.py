"""A dense network, and one step of training it."""

from typing import Any

import tensorflow as tf
from tensorflow import Module, Variable
from tensorflow.nn import relu
from tensorflow.nn import (
    sparse_softmax_cross_entropy_with_logits as cross_entropy,
)

from spotdiff.debugging.aids.problem import RATE, Array, Weights


class Layer(Module):
    """A matrix and a bias."""

    def __init__(self, matrix: Array, bias: Array) -> None:
        """Take them over.

        Args:
            matrix: (inputs, outputs).
            bias: (outputs,).
        """
        super().__init__()
        self.matrix = Variable(matrix)
        self.bias = Variable(bias)

    def __call__(self, x: Any) -> Any:
        """Weigh the inputs."""
        return x @ self.matrix + self.bias


def network(weights: Weights) -> list[Layer]:
    """Make a layer of each matrix and bias."""
    return [Layer(*pair) for pair in weights]


def scores(layers: list[Layer], x: Any) -> Any:
    """Score every class, with a rectifier between each two layers.

    Args:
        layers: In the order in which they are called.
        x: Images, (n, 64).

    Returns:
        Scores, (n, 10).
    """
    *hidden, last = layers
    for layer in hidden:
        x = relu(layer(x))
    return last(x)


def place(images: Array, labels: Array) -> tuple[Any, Any]:
    """Bring digits to where the network computes."""
    return tf.constant(images), tf.constant(labels)


def step(layers: list[Layer], x: Any, y: Any) -> Any:
    """Take one step down the slope, in place.

    Args:
        layers: In the order in which they are called.
        x: Images, (n, 64).
        y: What they show, (n,).

    Returns:
        The loss before the step.
    """
    learnt = [w for one in layers for w in (one.matrix, one.bias)]
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(cross_entropy(y, scores(layers, x)))
    slopes = tape.gradient(loss, learnt)
    for weight, slope in zip(learnt, slopes, strict=True):
        weight.assign_sub(RATE * slope)
    return loss
