"""Data."""

from typing import Any

import keras
import tensorflow as tf
from tensorflow import Tensor


def dataset(x: Tensor, y: Tensor) -> Any:
    """Make a data set of arrays."""
    return tf.data.Dataset.from_tensor_slices((x, y))


def batches(data: Any) -> Any:
    """Take batches."""
    return data.batch(3)


def whole_batches(data: Any) -> Any:
    """Leave out a last batch that is too small."""
    return data.batch(3, drop_remainder=True)


def number(data: Any) -> Any:
    """Count batches."""
    return len(data.batch(3))


def one_batch(data: Any) -> Any:
    """Take one batch to look at."""
    return next(iter(data.batch(3)))


def shuffled(data: Any) -> Any:
    """Shuffle in every epoch."""
    return data.shuffle(len(data)).batch(4)


def mapped(data: Any) -> Any:
    """Change every example."""
    return data.map(lambda x, y: (2 * x, y))


def filtered(data: Any) -> Any:
    """Keep examples that fulfil a condition."""
    return data.filter(lambda x, y: y == 1)


def part(data: Any) -> Any:
    """Take a part of a data set."""
    return data.skip(2).take(3)


def together(data: Any) -> Any:
    """Put two data sets one behind the other."""
    return data.concatenate(data)


def in_step(data: Any) -> Any:
    """Walk two data sets in step."""
    return tf.data.Dataset.zip(data, data)


def split(data: Any) -> Any:
    """Split at random, for training and validation."""
    return keras.utils.split_dataset(data, 6, shuffle=True)


def padded(series: Any) -> Any:
    """Batch series of several lengths, padded with zeros."""
    data = tf.data.Dataset.from_generator(lambda: series, "float32")
    return data.padded_batch(2, padded_shapes=[None])


def ahead(data: Any) -> Any:
    """Prepare batches while the network works."""
    return len(data.batch(3).prefetch(tf.data.AUTOTUNE))
