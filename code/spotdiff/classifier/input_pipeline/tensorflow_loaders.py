"""Shifted digits by tf.data: a stream, and the operations it passes through.

Not one side of a pair: here the frameworks have two programs. PyTorch's is a
class that is copied into worker processes, TensorFlow's a chain of operations.
"""

from typing import Any

import tensorflow as tf

from spotdiff.classifier.input_pipeline.problem import REACH, SIDE
from spotdiff.classifier.problem import PIXEL_DEVIATION, PIXEL_MEAN, Labels
from spotdiff.idx import Bytes

AUTOTUNE = tf.data.AUTOTUNE
FRAME = [[REACH, REACH], [REACH, REACH], [0, 0]]


def ink(image: Any, label: Any) -> tuple[Any, Any]:
    """Turn bytes into ink from 0 to 1; what is ink already stays as it is."""
    return tf.image.convert_image_dtype(image, tf.float32), label


def shift(image: Any, label: Any) -> tuple[Any, Any]:
    """Shift one image, (28, 28, 1), and standardise it."""
    around = tf.pad(ink(image, label)[0], FRAME)
    moved = tf.image.random_crop(around, (SIDE, SIDE, 1))
    return (moved - PIXEL_MEAN) / PIXEL_DEVIATION, label


def shift_batch(images: Any, labels: Any) -> tuple[Any, Any]:
    """Shift every image of a batch, (m, 28, 28, 1), and standardise them."""
    moved = tf.pad(ink(images, labels)[0], [[0, 0], *FRAME])
    for axis in (1, 2):
        start = tf.random.uniform((len(labels), 1), 0, 2 * REACH + 1, tf.int32)
        moved = tf.gather(moved, start + tf.range(SIDE), axis=axis, batch_dims=1)
    return (moved - PIXEL_MEAN) / PIXEL_DEVIATION, labels


def loader(
    images: Bytes,
    labels: Labels,
    size: int,
    parallel: bool = False,
    prefetch: bool = False,
    cache: bool = False,
    whole: bool = False,
) -> Any:
    """Make a stream of shifted, standardised and shuffled digits.

    Args:
        images: (n, 28, 28).
        labels: (n,).
        size: Of a batch.
        parallel: Map several elements at a time, on the runtime's threads.
        prefetch: Prepare batches while the caller is busy with another.
        cache: Keep the ink; what comes after the cache is drawn anew.
        whole: Shift a batch at a time instead of an image.

    Returns:
        The stream: to go through it once is one epoch.
    """
    calls = {"num_parallel_calls": AUTOTUNE} if parallel else {}
    stream = tf.data.Dataset.from_tensor_slices((images[..., None], labels))
    stream = stream.map(ink, **calls).cache() if cache else stream
    stream = stream.shuffle(len(labels))
    if whole:
        stream = stream.batch(size).map(shift_batch, **calls)
    else:
        stream = stream.map(shift, **calls).batch(size)
    return stream.prefetch(AUTOTUNE) if prefetch else stream
