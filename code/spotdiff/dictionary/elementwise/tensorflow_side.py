"""Number by number."""

from typing import Any

import tensorflow as tf
from tensorflow import Tensor


def powers(x: Tensor) -> Any:
    """Take square, root, and root of the inverse."""
    return x**2, tf.sqrt(x), tf.math.rsqrt(x)


def exponential(x: Tensor) -> Any:
    """Take exponential and logarithm."""
    return tf.exp(x), tf.math.log(x)


def log_of_one_more(x: Tensor) -> Any:
    """Take the logarithm of one more, exact near zero."""
    return tf.math.log1p(x)


def sine(x: Tensor) -> Any:
    """Take sine and arc tangent."""
    return tf.sin(x), tf.atan(x)


def clip(x: Tensor) -> Any:
    """Keep within bounds."""
    return tf.clip_by_value(x, -1, 1)


def rounded(x: Tensor) -> Any:
    """Round; halves go to the even neighbour."""
    return tf.round(x)


def floor(x: Tensor) -> Any:
    """Round down, and take the sign."""
    return tf.floor(x), tf.sign(x)


def remainder(x: Tensor) -> Any:
    """Divide without a fraction, and take what is left."""
    return x // 2, x % 2


def larger(x: Tensor, y: Tensor) -> Any:
    """Take the larger of two, number by number."""
    return tf.maximum(x, y)


def logic(x: Tensor) -> Any:
    """Combine conditions."""
    return (x > -1) & ~(x > 1)


def finite(x: Tensor) -> Any:
    """Find what is not a number, and what is finite."""
    return tf.math.is_nan(x), tf.math.is_finite(x)


def mended(x: Tensor) -> Any:
    """Put a zero where a number is not one."""
    return tf.where(tf.math.is_nan(x), 0.0, x)


def safe_division(x: Tensor, y: Tensor) -> Any:
    """Divide, and give zero where the divisor is zero."""
    return tf.math.divide_no_nan(x, y)


def blend(x: Tensor, y: Tensor) -> Any:
    """Blend two tensors."""
    return x + 0.1 * (y - x)


def close(x: Tensor, y: Tensor) -> Any:
    """Ask whether two tensors agree, but for rounding."""
    return tf.experimental.numpy.allclose(x, y, atol=1e-6)
