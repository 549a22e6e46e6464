"""Many runs of the same descent in step, one a row."""

from collections.abc import Callable
from typing import Any

import tensorflow as tf
from tensorflow import Tensor

from spotdiff.toy_problem.problem import Array

REDUCTIONS: dict[str, Callable[..., Any]] = {
    "root_mean_square": tf.reduce_mean,
    "root_sum_square": tf.reduce_sum,
}


def slope(
    phi: Tensor,
    points: Tensor,
    values: Tensor,
    loss: str,
) -> Tensor:
    """Differentiate the loss of every row by its exponent."""
    with tf.GradientTape() as tape:
        tape.watch(phi)
        square = (points**phi - values) ** 2
        error = tf.sqrt(REDUCTIONS[loss](square, -1))
    gradient = tape.gradient(error, phi)
    return gradient


def descend(
    x: Array,
    y: Array,
    start: float,
    learning_rate: float,
    momentum: float,
    steps: int,
    loss: str,
) -> Array:
    """Descend for every row of data at once.

    Args:
        x: Points, (seeds, n); the run is in their dtype.
        y: Values, (seeds, n).
        start: Exponent to start from.
        learning_rate: Step per unit of gradient.
        momentum: Share of the last step that is taken again.
        steps: How many steps.
        loss: A key of `REDUCTIONS`.

    Returns:
        Exponents, (steps + 1, seeds).
    """
    points, values = tf.constant(x), tf.constant(y)
    phi = tf.fill((len(x), 1), tf.cast(start, points.dtype))
    differentiate = tf.function(slope, jit_compile=True)
    velocity, path = 0 * phi, [phi]
    for _ in range(steps):
        gradient = differentiate(phi, points, values, loss)
        velocity = momentum * velocity + gradient
        phi = phi - learning_rate * velocity
        path.append(phi)
    phis: Array = tf.stack(path)[..., 0].numpy()
    return phis
