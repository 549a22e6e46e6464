"""Batches in NumPy: which images, in which order, and what is done to them."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from spotdiff.classifier.problem import Array, Labels, standardise
from spotdiff.idx import Bytes

Batch = tuple[Array, Labels]

SIDE = 28  # of an image, in pixels
REACH = 2  # how far an image is shifted, in pixels


def in_order(
    images: Array, labels: Labels, order: Labels, size: int, drop_last: bool = False
) -> list[Batch]:
    """Cut images and labels, taken in an order, into batches.

    Args:
        images: (n, height, width).
        labels: (n,).
        order: Which of them, one after the other.
        size: Of a batch.
        drop_last: Leave out a last batch that is smaller.

    Returns:
        The batches.
    """
    end = len(order) // size * size if drop_last else len(order)
    cuts = [order[i : min(i + size, end)] for i in range(0, end, size)]
    return [(images[cut], labels[cut]) for cut in cuts]


def same(found: list[Batch], wanted: list[Batch]) -> bool:
    """Tell whether two lists of batches are equal to the last bit, dtypes too."""
    return len(found) == len(wanted) and all(
        np.array_equal(a, b) and a.dtype == b.dtype
        for one, other in zip(found, wanted, strict=True)
        for a, b in zip(one, other, strict=True)
    )


def buffered(count: int, buffer: int, seed: int = 0) -> Labels:
    """Shuffle a stream through a buffer, as tf.data does, without tf.data.

    Args:
        count: Length of the stream 0, 1, 2 ...
        buffer: How many elements wait at a time. One of them, any, leaves, and
            the next of the stream takes its place.
        seed: Of the generator.

    Returns:
        The elements in the order in which they left, (count,).
    """
    rng = np.random.default_rng(seed)
    waiting = list(range(min(buffer, count)))
    left = []
    for following in range(len(waiting), count):
        place = rng.integers(len(waiting))
        left.append(waiting[place])
        waiting[place] = following
    return np.array([*left, *rng.permutation(waiting)], np.int64)


def shifted(images: Bytes, down: Labels, right: Labels) -> NDArray[np.float32]:
    """Shift images and standardise them.

    Args:
        images: (n, 28, 28).
        down: (n,): rows cut off at the top, out of `REACH` added on every side;
            0 shifts down by `REACH`, `2 * REACH` shifts up by as much.
        right: (n,): the same for columns.

    Returns:
        (n, 28, 28), paper where nothing was.
    """
    frame = ((0, 0), (REACH, REACH), (REACH, REACH))
    windows = sliding_window_view(np.pad(images, frame), (SIDE, SIDE), axis=(1, 2))
    moved = windows[np.arange(len(images)), down, right]
    ink: NDArray[np.float32] = moved.astype(np.float32) / np.float32(255)
    return standardise(ink)
