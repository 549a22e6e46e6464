"""The slope of a loss at the very point where the error is zero."""

from collections.abc import Callable
from typing import Any

import tensorflow as tf
from tensorflow import Tensor

from spotdiff.toy_problem.problem import Array


def guarded_root(residual: Tensor) -> Tensor:
    """Take the root of the mean square, whose slope at 0 is infinite.

    Keep zero away from the root, then put the zero back. One `where`,
    around the root, is not safe: its other branch may still hand back
    an infinite slope, and 0 times infinity is NaN.

    Args:
        residual: Errors, (n,).

    Returns:
        The root mean square, with slope 0 where it is 0.
    """
    mean = tf.reduce_mean(residual**2)
    nonzero = mean > 0
    safe = tf.where(nonzero, mean, tf.ones_like(mean))
    return tf.where(nonzero, tf.sqrt(safe), mean)


FORMS: dict[str, Callable[[Tensor], Any]] = {
    "mean square": lambda residual: tf.reduce_mean(residual**2),
    "root": lambda residual: tf.sqrt(tf.reduce_mean(residual**2)),
    "norm": lambda residual: tf.norm(residual),
    "guarded root": guarded_root,
}


def gradient_of(form: str, x: Array, y: Array, phi: float) -> float:
    """Differentiate a form of the loss by phi.

    Args:
        form: A key of `FORMS`.
        x: Points, (n,); the computation is in their dtype.
        y: Values, (n,).
        phi: Exponent at which to differentiate.

    Returns:
        The gradient: the framework's own answer, which at zero
        error may be 0 or NaN.
    """
    points, values = tf.constant(x), tf.constant(y)
    exponent = tf.Variable(phi, dtype=points.dtype)
    with tf.GradientTape() as tape:
        loss = FORMS[form](points**exponent - values)
    gradient = tape.gradient(loss, exponent)
    return float(gradient)
