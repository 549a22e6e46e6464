"""Digits, batch by batch: from arrays, shuffled, and from files."""

from collections.abc import Callable
from typing import Any

import numpy as np
import tensorflow as tf
from tensorflow.data import Dataset, FixedLengthRecordDataset

from spotdiff.classifier.input_pipeline.problem import Batch
from spotdiff.classifier.problem import Array, Labels


def in_order(
    images: Array,
    labels: Labels,
    order: Labels,
    size: int,
    drop_last: bool = False,
) -> list[Batch]:
    """Cut images and labels, taken in an order, into batches.

    Args:
        images: (n, height, width).
        labels: (n,).
        order: Which of them, one after the other.
        size: Of a batch.
        drop_last: Leave out a last batch that is smaller.
    """
    x, y = tf.constant(images), tf.constant(labels)
    data = Dataset.from_tensor_slices(order)
    data = data.map(lambda i: (tf.gather(x, i), tf.gather(y, i)))
    loader = data.batch(size, drop_remainder=drop_last)
    return [(np.asarray(x), np.asarray(y)) for x, y in loader]


def shuffled(count: int, epochs: int, seed: int = 0) -> Labels:
    """Return 0 to count - 1 as each epoch has them, (epochs, count)."""
    loader = Dataset.range(count).shuffle(count, seed)
    return np.array([[int(i) for i in loader] for _ in range(epochs)])


def prepare(image: Any) -> Any:
    """Turn an image, as it was read, into ink from 0 to 1."""
    pixels = tf.reshape(tf.io.decode_raw(image, tf.uint8), (28, 28, 1))
    return tf.image.convert_image_dtype(pixels, tf.float32)


def from_files(
    folder: str,
    part: str,
    size: int,
    transform: Callable[[Any], Any] = prepare,
) -> list[Batch]:
    """Read batches of images and labels from MNIST's files.

    Args:
        folder: The files are in `MNIST/raw` inside.
        part: "train" or "t10k".
        size: Of a batch.
        transform: Called on every image, as it is read.
    """
    raw, packed = f"{folder}/MNIST/raw/{part}", "GZIP"
    images = FixedLengthRecordDataset(
        f"{raw}-images-idx3-ubyte.gz", 784, 16, compression_type=packed
    )
    labels = FixedLengthRecordDataset(
        f"{raw}-labels-idx1-ubyte.gz", 1, 8, compression_type=packed
    )
    digits = labels.map(lambda b: tf.io.decode_raw(b, tf.uint8)[0])
    data = Dataset.zip(images.map(transform), digits)
    loader = data.batch(size)
    return [(np.asarray(x), np.asarray(y)) for x, y in loader]
