"""The slope of a loss at the very point where the error is zero."""

import math
from collections.abc import Callable

import tensorflow as tf

from spotdiff.toy_problem.problem import Array


def mean_square(residual: tf.Tensor) -> tf.Tensor:
    """Average the squares: smooth at zero."""
    return tf.reduce_mean(residual**2)


def root(residual: tf.Tensor) -> tf.Tensor:
    """Take the root of that: its slope at zero is infinite."""
    return tf.sqrt(mean_square(residual))


def norm(residual: tf.Tensor) -> tf.Tensor:
    """Call the library's norm: what its slope at zero is, it decides."""
    length: tf.Tensor = tf.norm(residual)
    return length / math.sqrt(len(residual))


def guarded_root(residual: tf.Tensor) -> tf.Tensor:
    """Keep zero away from the root, then put the zero back."""
    mean = mean_square(residual)
    is_zero = mean == 0
    # One where is not enough: NaN * 0 from the other branch is NaN.
    safe = tf.where(is_zero, tf.ones_like(mean), mean)
    return tf.where(is_zero, mean, tf.sqrt(safe))


FORMS: dict[str, Callable[[tf.Tensor], tf.Tensor]] = {
    "mean square": mean_square,
    "root": root,
    "norm": norm,
    "guarded root": guarded_root,
}


def gradient_of(form: str, x: Array, y: Array, phi: float) -> float:
    """Differentiate a form of the loss by phi.

    Args:
        form: A key of `FORMS`.
        x: Points, (n,).
        y: Values, (n,).
        phi: Exponent at which to differentiate.

    Returns:
        The gradient.
    """
    points, values = tf.constant(x), tf.constant(y)
    exponent = tf.Variable(phi, dtype=points.dtype)
    with tf.GradientTape() as tape:
        loss = FORMS[form](points**exponent - values)
    gradient = tape.gradient(loss, exponent)
    return float(gradient)
