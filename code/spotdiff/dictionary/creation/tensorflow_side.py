"""Making tensors."""

from typing import Any

import keras
import tensorflow as tf
from tensorflow import Tensor


def from_list() -> Any:
    """Make a tensor of a list."""
    return tf.constant([1.0, 2.0, 3.0])


def zeros() -> Any:
    """Make zeros of a shape."""
    return tf.zeros((2, 3))


def ones() -> Any:
    """Make ones of a shape."""
    return tf.ones((2, 3))


def full() -> Any:
    """Fill a shape with one value."""
    return tf.fill((2, 3), 7.0)


def zeros_like(x: Tensor) -> Any:
    """Make zeros in the shape and type of another tensor."""
    return tf.zeros_like(x)


def counting() -> Any:
    """Count up from zero."""
    return tf.range(5)


def steps() -> Any:
    """Go from a start towards an end in steps."""
    return tf.range(0.0, 1.0, 0.25)


def linspace() -> Any:
    """Spread a number of points evenly, both ends included."""
    return tf.linspace(0.0, 1.0, 5)


def logspace() -> Any:
    """Spread points evenly by their logarithms."""
    return keras.ops.logspace(0, 2, 5)


def identity() -> Any:
    """Make an identity matrix."""
    return tf.eye(3)


def diagonal_matrix(x: Tensor) -> Any:
    """Put a vector on the diagonal of a matrix."""
    return tf.linalg.diag(x)


def lower_triangle(x: Tensor) -> Any:
    """Keep the lower triangle of a matrix."""
    return tf.linalg.band_part(x, -1, 0)


def grid(x: Tensor, y: Tensor) -> Any:
    """Make the coordinates of a grid."""
    return tf.meshgrid(x, y, indexing="ij")


def one_hot(labels: Tensor) -> Any:
    """Encode labels as one-hot vectors."""
    return tf.one_hot(labels, 3)


def trainable(x: Tensor) -> Any:
    """Make a tensor that is trained."""
    return tf.Variable(x)
