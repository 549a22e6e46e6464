"""Shapes."""

from typing import Any

import keras
import tensorflow as tf
from tensorflow import Tensor


def shape(x: Tensor) -> Any:
    """Ask for the shape."""
    return x.shape


def size(x: Tensor) -> Any:
    """Count the numbers."""
    return tf.size(x)


def rank(x: Tensor) -> Any:
    """Count the axes."""
    return x.ndim


def reshape(x: Tensor) -> Any:
    """Give the numbers another shape."""
    return tf.reshape(x, (3, -1))


def flatten(x: Tensor) -> Any:
    """Flatten all axes but the first."""
    return tf.reshape(x, (len(x), -1))


def new_axis(x: Tensor) -> Any:
    """Add an axis of length one."""
    return tf.expand_dims(x, 1)


def drop_axis(x: Tensor) -> Any:
    """Drop the axes of length one."""
    return tf.squeeze(x)


def transpose(x: Tensor) -> Any:
    """Transpose a matrix."""
    return tf.transpose(x)


def transpose_each(x: Tensor) -> Any:
    """Transpose every matrix of a batch."""
    return tf.linalg.matrix_transpose(x)


def channels_last(x: Tensor) -> Any:
    """Put the channels last."""
    return tf.transpose(x, (0, 2, 3, 1))


def move_axis(x: Tensor) -> Any:
    """Move one axis, and keep the order of the others."""
    return keras.ops.moveaxis(x, 1, -1)


def broadcast(x: Tensor) -> Any:
    """Stretch an axis of length one."""
    return tf.broadcast_to(x, (4, 3))


def pad(x: Tensor) -> Any:
    """Put zeros before and behind the last axis."""
    return tf.pad(x, [[0, 0], [1, 2]])


def pad_mirrored(x: Tensor) -> Any:
    """Pad with a mirror image."""
    return tf.pad(x, [[0, 0], [2, 2]], mode="REFLECT")
