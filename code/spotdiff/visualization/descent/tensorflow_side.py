"""Gradient descent on phi, watched through event files."""

from typing import Any

import tensorflow as tf

from spotdiff.toy_problem.problem import Array


def descend(
    folder: str,
    x: Array,
    y: Array,
    start: float,
    learning_rate: float,
    steps: int,
) -> None:
    """Take fixed steps down the gradient, and write down where.

    Args:
        folder: Where the event file goes.
        x: Points, (n,); the run is in their dtype.
        y: Values, (n,).
        start: Exponent to start from.
        learning_rate: Step per unit of gradient.
        steps: How many steps; one more is written than is taken.
    """
    points, values = tf.constant(x), tf.constant(y)
    phi = tf.Variable(start, dtype=points.dtype)
    with tf.summary.create_file_writer(folder).as_default():
        for step in range(steps + 1):
            loss, gradient = slope(points, values, phi)
            tf.summary.scalar("loss", loss, step)
            tf.summary.scalar("phi", phi, step)
            phi.assign_sub(learning_rate * gradient)


def slope(points: Any, values: Any, phi: Any) -> tuple[Any, Any]:
    """Give the root mean square error, and its derivative by phi.

    Args:
        points: Where f is known, (n,).
        values: What it is there, (n,).
        phi: The exponent, a scalar.
    """
    with tf.GradientTape() as tape:
        residual = points**phi - values
        loss = tf.sqrt(tf.reduce_mean(residual**2))
    return loss, tape.gradient(loss, phi)
