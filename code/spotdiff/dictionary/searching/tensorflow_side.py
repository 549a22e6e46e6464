"""Sorting and searching."""

from typing import Any

import keras
import tensorflow as tf
from tensorflow import Tensor


def sort(x: Tensor) -> Any:
    """Sort."""
    return tf.sort(x, axis=1)


def sort_falling(x: Tensor) -> Any:
    """Sort, the largest first."""
    return tf.sort(x, axis=1, direction="DESCENDING")


def order(x: Tensor) -> Any:
    """Find the order that sorts."""
    return tf.argsort(x, axis=1)


def largest_two(x: Tensor) -> Any:
    """Take the two largest, and their places."""
    return tf.math.top_k(x, 2)


def unique(labels: Tensor) -> Any:
    """Take every value once."""
    return tf.unique(labels).y


def unique_sorted(labels: Tensor) -> Any:
    """Take every value once, sorted, and count it."""
    y, _, count = tf.unique_with_counts(tf.sort(labels))
    return y, count


def counts(labels: Tensor) -> Any:
    """Count how often each label appears."""
    return tf.math.bincount(labels, minlength=4)


def histogram(x: Tensor) -> Any:
    """Count the numbers in bins of equal width."""
    return tf.histogram_fixed_width(x, [0.0, 6.0], 3)


def place_in(edges: Tensor, x: Tensor) -> Any:
    """Find where a number belongs in a sorted list."""
    return tf.searchsorted(edges, x)


def bucket(edges: Tensor, x: Tensor) -> Any:
    """Find the bucket of a number; an edge belongs to the one above."""
    return keras.layers.Discretization([1.0, 3.0, 5.0])(x)


def is_in(x: Tensor, wanted: Tensor) -> Any:
    """Ask which are in a list."""
    return tf.reduce_any(x[..., None] == wanted, axis=-1)


def confusion(labels: Tensor, guesses: Tensor) -> Any:
    """Count every pair of label and guess."""
    return tf.math.confusion_matrix(labels, guesses)
