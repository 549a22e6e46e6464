"""The types of numbers, and who converts them."""

from typing import Any

import keras
import tensorflow as tf
from tensorflow import Tensor


def square(number: int, cured: bool) -> Any:
    """Square a whole number.

    Args:
        number: A Python number.
        cured: Whether both sides shall give the same.

    Returns:
        The square.
    """
    if cured:
        return tf.constant(number, tf.int64) ** 2
    return tf.constant(number) ** 2


def mixed(count: Tensor, x: Tensor, cured: bool) -> Any:
    """Add a whole number to one that is not.

    Args:
        count: A whole number.
        x: Another number.
        cured: Whether both sides shall give the same.

    Returns:
        The sum.
    """
    return (tf.cast(count, x.dtype) if cured else count) + x


def whole_mean(numbers: Tensor, cured: bool) -> Any:
    """Take the mean of whole numbers.

    Args:
        numbers: (n,) whole numbers.
        cured: Whether both sides shall give the same.

    Returns:
        The mean.
    """
    numbers = tf.cast(numbers, tf.float32) if cured else numbers
    return tf.reduce_mean(numbers)


def double(x: Tensor, cured: bool) -> Any:
    """Hand float64 to a new layer.

    Args:
        x: (1, 2) float64, as NumPy makes them.
        cured: Whether both sides shall give the same.

    Returns:
        The sum of both numbers, (1, 1).
    """
    layer = keras.layers.Dense(1, None, False, "ones")
    return layer(x)
