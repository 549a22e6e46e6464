"""One step of the descent, run in a session."""

from collections.abc import Callable
from typing import Any

import tensorflow as tf

from spotdiff.toy_problem.problem import Array

tf1 = tf.compat.v1


def step(phi: Any, points: Any, values: Any, learning_rate: float) -> Any:
    """Describe one step of phi down the gradient."""
    residual = points**phi - values
    loss = tf.sqrt(tf.reduce_mean(tf.square(residual)))
    (gradient,) = tf.gradients(loss, phi)
    return phi.assign_sub(learning_rate * gradient).op


MODES = ("session",)


def stepper(
    mode: str, x: Array, y: Array, start: float, learning_rate: float
) -> Callable[[], None]:
    """Prepare a step: the data placed, the graph built.

    Args:
        mode: One of `MODES`.
        x: Points, (n,); the step is in their dtype.
        y: Values, (n,).
        start: Exponent to start from.
        learning_rate: Step per unit of gradient.

    Returns:
        A call that takes one step, and asks nothing back.
    """
    with tf.Graph().as_default() as graph:
        given = [tf1.placeholder(x.dtype, x.shape) for _ in (x, y)]
        # In variables, the data is fed once; as constants, ln x would be
        # folded away when the graph is optimised.
        points, values = (tf1.Variable(array) for array in given)
        phi = tf1.Variable(start, dtype=x.dtype)
        operation = step(phi, points, values, learning_rate)
        initialize = tf1.global_variables_initializer()
    session = tf1.Session(graph=graph)
    session.run(initialize, dict(zip(given, (x, y), strict=True)))
    run: Callable[[], None] = session.make_callable(operation)
    return run
