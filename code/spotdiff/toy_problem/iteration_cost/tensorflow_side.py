"""One step of the descent, in every mode the framework can run it."""

from collections.abc import Callable
from functools import partial
from typing import Any

import tensorflow as tf

from spotdiff.toy_problem.problem import Array

MODES: dict[str, Callable[..., Any]] = {
    "eager": lambda take: take,
    "function": tf.function,
    "XLA": partial(tf.function, jit_compile=True),
}


def loss_of(phi: Any, points: Any, values: Any) -> Any:
    """Compute the root mean square error."""
    residual = points**phi - values
    return tf.sqrt(tf.reduce_mean(tf.square(residual)))


def step(phi: Any, points: Any, values: Any, rate: float) -> None:
    """Move phi one step down the gradient, in place."""
    with tf.GradientTape() as tape:
        loss = loss_of(phi, points, values)
    gradient = tape.gradient(loss, phi)
    phi.assign_sub(rate * gradient)


def stepper(
    mode: str, x: Array, y: Array, start: float, learning_rate: float
) -> Callable[[], None]:
    """Prepare a step: the data placed, the step wrapped.

    Args:
        mode: A key of `MODES`.
        x: Points, (n,); the step is in their dtype.
        y: Values, (n,).
        start: Exponent to start from.
        learning_rate: Step per unit of gradient.

    Returns:
        A call that takes one step, and asks nothing back.
    """
    points, values = tf.constant(x), tf.constant(y)
    phi = tf.Variable(start, dtype=points.dtype)
    take: Callable[[], None] = MODES[mode](
        lambda: step(phi, points, values, learning_rate)
    )
    return take
