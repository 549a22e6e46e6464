"""Gradient descent on phi, written by hand for a graph and a session."""

import numpy as np
import tensorflow as tf

from spotdiff.toy_problem.problem import Array, Path

tf1 = tf.compat.v1


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
    with tf.Graph().as_default(), tf1.Session() as session:
        points = tf1.placeholder(x.dtype, x.shape)
        values = tf1.placeholder(y.dtype, y.shape)
        phi = tf1.Variable(start, dtype=x.dtype)
        residual = points**phi - values
        loss = tf.sqrt(tf.reduce_mean(tf.square(residual)))
        (gradient,) = tf.gradients(loss, phi)
        step = phi.assign_sub(learning_rate * gradient)
        session.run(tf1.global_variables_initializer())
        feed = {points: x, values: y}
        path = []
        for _ in range(steps + 1):
            # Two runs: in one, phi might be read after the step.
            path.append(session.run((phi, loss), feed))
            session.run(step, feed)
    return Path(*np.array(path).T)
