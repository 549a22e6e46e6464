"""Functions of arrays."""

from typing import Any

import keras
import tensorflow as tf
from tensorflow import Tensor


def deviation(x: Tensor, cured: bool) -> Any:
    """Take the standard deviation.

    Args:
        x: (n,).
        cured: Whether both sides shall give the same.

    Returns:
        The standard deviation.
    """
    return tf.math.reduce_std(x)


def middle(x: Tensor, cured: bool) -> Any:
    """Take the median.

    Args:
        x: (n,).
        cured: Whether both sides shall give the same.

    Returns:
        The median.
    """
    return keras.ops.median(x)


def pieces(x: Tensor, cured: bool) -> Any:
    """Split by 2, and return the first piece.

    Args:
        x: (n,).
        cured: Whether both sides shall give the same.

    Returns:
        The first piece.
    """
    pieces = tf.split(x, 2)
    return pieces[0]


def copies(x: Tensor, cured: bool) -> Any:
    """Repeat 2 times.

    Args:
        x: (n,).
        cured: Whether both sides shall give the same.

    Returns:
        (2 n,).
    """
    return tf.repeat(x, 2)
