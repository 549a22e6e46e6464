"""Gradient descent on phi, shown as it goes, with a rate to be turned."""

from collections.abc import Iterable, Mapping
from typing import Any

import tensorflow as tf
from keras.optimizers import SGD

from spotdiff.toy_problem.problem import Array


def descend(
    vis: Any,
    knobs: Mapping[str, float],
    x: Array,
    y: Array,
    start: float,
    steps: Iterable[int],
) -> float:
    """Take some steps down the gradient, and show every one.

    Args:
        vis: The client of a visdom server.
        knobs: Holds the learning rate; somebody may turn it meanwhile.
        x: Points, (n,); the run is in their dtype.
        y: Values, (n,).
        start: Exponent to start from.
        steps: The numbers of the steps.

    Returns:
        The exponent after the last step.
    """
    points, values = tf.constant(x), tf.constant(y)
    phi = tf.Variable([start], dtype=points.dtype)
    optimizer = SGD(learning_rate=knobs["rate"])
    for step in steps:
        with tf.GradientTape() as tape:
            residual = points**phi - values
            loss = tf.sqrt(tf.reduce_mean(residual**2, 0, keepdims=True))
        vis.line(loss, [step], win="loss", update="append")
        vis.line(phi.numpy(), [step], win="phi", update="append")
        optimizer.learning_rate = knobs["rate"]
        (slope,) = tape.gradient(loss, [phi])
        optimizer.apply([slope], [phi])
    return float(phi[0])
