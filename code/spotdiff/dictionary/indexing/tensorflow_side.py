"""Indexing and slicing."""

from typing import Any

import tensorflow as tf
from tensorflow import Tensor


def element(x: Tensor) -> Any:
    """Take one number."""
    return x[1, 2]


def columns(x: Tensor) -> Any:
    """Take some columns, then every other one."""
    return x[:, 1:3], x[:, ::2]


def last(x: Tensor) -> Any:
    """Take the last column."""
    return x[:, -1]


def backwards(x: Tensor) -> Any:
    """Turn the order round."""
    return x[::-1]


def rows(x: Tensor, index: Tensor) -> Any:
    """Take rows by their numbers."""
    return tf.gather(x, index)


def columns_by_number(x: Tensor, index: Tensor) -> Any:
    """Take columns by their numbers."""
    return tf.gather(x, index, axis=1)


def one_a_row(x: Tensor, index: Tensor) -> Any:
    """Take one number of each row."""
    return tf.gather(x, index, batch_dims=1)


def pairs(x: Tensor, rows: Tensor, columns: Tensor) -> Any:
    """Take numbers by row and column."""
    return tf.gather_nd(x, tf.stack([rows, columns], axis=1))


def masked(x: Tensor, mask: Tensor) -> Any:
    """Take the numbers that a mask marks."""
    return tf.boolean_mask(x, mask)


def where(x: Tensor, y: Tensor) -> Any:
    """Choose between two tensors, number by number."""
    return tf.where(x > 0, x, y)


def places(mask: Tensor) -> Any:
    """Find the places that a mask marks."""
    return tf.where(mask)


def write_row(x: Tensor, row: Tensor) -> Any:
    """Write a row."""
    return tf.tensor_scatter_nd_update(x, [[0]], [row])


def write_masked(x: Tensor, mask: Tensor) -> Any:
    """Write to the places that a mask marks."""
    return tf.where(mask, 0.0, x)


def write_variable(variable: Any) -> Any:
    """Write to a slice of something trained."""
    variable[1:].assign(tf.zeros(2))
    return variable


def add_by_number(x: Tensor, index: Tensor) -> Any:
    """Add up the rows of each group."""
    return tf.math.unsorted_segment_sum(x, index, 2)
