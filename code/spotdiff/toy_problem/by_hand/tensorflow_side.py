"""Gradient descent on phi, written by hand."""

import numpy as np
import tensorflow as tf

from spotdiff.toy_problem.problem import Array, Path


def descend(
    x: Array,
    y: Array,
    start: float,
    learning_rate: float,
    steps: int,
) -> Path:
    """Take fixed steps down the gradient.

    Args:
        x: Points, (n,); the run is in their dtype.
        y: Values, (n,).
        start: Exponent to start from.
        learning_rate: Step per unit of gradient.
        steps: How many steps.

    Returns:
        Exponent and loss, (steps + 1,) each.
    """
    points, values = tf.constant(x), tf.constant(y)
    phi = tf.Variable(start, dtype=points.dtype)
    path = []
    for _ in range(steps + 1):
        with tf.GradientTape() as tape:
            residual = points**phi - values
            loss = tf.sqrt(tf.reduce_mean(tf.square(residual)))
        path.append((phi.numpy(), loss.numpy()))
        gradient = tape.gradient(loss, phi)
        phi.assign_sub(learning_rate * gradient)
    return Path(*np.array(path).T)
