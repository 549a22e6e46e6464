"""Reductions."""

from typing import Any

import keras
import tensorflow as tf
from tensorflow import Tensor


def total(x: Tensor) -> Any:
    """Add up everything."""
    return tf.reduce_sum(x)


def total_of_rows(x: Tensor) -> Any:
    """Add up along an axis."""
    return tf.reduce_sum(x, axis=1)


def mean_kept(x: Tensor) -> Any:
    """Take the mean, and keep the axis."""
    return tf.reduce_mean(x, axis=1, keepdims=True)


def product(x: Tensor) -> Any:
    """Multiply everything."""
    return tf.reduce_prod(x)


def largest(x: Tensor) -> Any:
    """Take the largest along an axis."""
    return tf.reduce_max(x, axis=1)


def largest_place(x: Tensor) -> Any:
    """Find where the largest is."""
    return tf.argmax(x, axis=1)


def any_true(mask: Tensor) -> Any:
    """Ask whether any is true, and whether all are."""
    return tf.reduce_any(mask), tf.reduce_all(mask)


def count_nonzero(mask: Tensor) -> Any:
    """Count those that are true."""
    return tf.math.count_nonzero(mask)


def deviation(x: Tensor) -> Any:
    """Take the standard deviation."""
    return tf.math.reduce_std(x)


def deviation_by_n(x: Tensor) -> Any:
    """Take the standard deviation, divided by n."""
    return tf.math.reduce_std(x)


def moments(x: Tensor) -> Any:
    """Take mean and variance at once."""
    return tf.nn.moments(x, axes=0)


def median(x: Tensor) -> Any:
    """Take the median of an even number of values."""
    return keras.ops.median(x)


def quantile(x: Tensor) -> Any:
    """Take a quantile, with values between neighbours."""
    return keras.ops.quantile(x, 0.5)


def log_sum(x: Tensor) -> Any:
    """Add up exponentials, and take the logarithm."""
    return tf.reduce_logsumexp(x, axis=1)


def running_total(x: Tensor) -> Any:
    """Add up as you go."""
    return tf.cumsum(x, axis=1)


def mean_masked(x: Tensor, mask: Tensor) -> Any:
    """Take the mean of what a mask marks."""
    return tf.reduce_mean(tf.boolean_mask(x, mask))
