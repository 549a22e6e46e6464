"""Joining, splitting, repeating."""

from typing import Any

import tensorflow as tf
from tensorflow import Tensor


def join(x: Tensor, y: Tensor) -> Any:
    """Concatenate along an axis that is there."""
    return tf.concat([x, y], axis=0)


def stack(x: Tensor, y: Tensor) -> Any:
    """Stack along a new axis."""
    return tf.stack([x, y], axis=1)


def split_evenly(x: Tensor) -> Any:
    """Split into two equal parts."""
    return tf.split(x, 2, axis=1)


def split_by_two(x: Tensor) -> Any:
    """Split by the number 2, in the same words."""
    return tf.split(x, 2)


def split_sizes(x: Tensor) -> Any:
    """Split into parts of given lengths."""
    return tf.split(x, [1, 3], axis=1)


def unstack(x: Tensor) -> Any:
    """Take apart along an axis."""
    return tf.unstack(x)


def tile(x: Tensor) -> Any:
    """Repeat the whole."""
    return tf.tile(x, (2, 1))


def repeat_each(x: Tensor) -> Any:
    """Repeat every row."""
    return tf.repeat(x, 2, axis=0)


def roll(x: Tensor) -> Any:
    """Shift round, last to first."""
    return tf.roll(x, 1, axis=1)


def windows(x: Tensor) -> Any:
    """Slide a window along an axis."""
    return tf.signal.frame(x, 3, 1)


def pad_series(parts: Any) -> Any:
    """Pad series of several lengths to the longest."""
    return tf.ragged.stack(parts).to_tensor()
