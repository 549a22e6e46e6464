"""A 4 x 4 image, its padding written out."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from spotdiff.classifier.silent_differences.rows import Array, Row, single

IMAGE = np.arange(1, 17, dtype=np.float32).reshape(4, 4)
KERNEL = np.arange(9, dtype=np.float32).reshape(3, 3)
SIGNAL, WAVE = single(1, 2), single(1, 2, 3)

CENTRED, LAST = (1, 1), (0, 1)  # rows of padding before and after


def pooled(
    around: tuple[int, int], stride: int, value: float, how: Callable[..., Any]
) -> Array:
    """Pad the image on both axes alike and reduce every 3 x 3 window.

    Args:
        around: Rows before and after.
        stride: Rows from one window to the next.
        value: What the padding is filled with.
        how: Reduces the two axes of a window.

    Returns:
        One number a window.
    """
    padded = np.pad(IMAGE, (around, around), constant_values=value)
    windows = sliding_window_view(padded, (3, 3))[::stride, ::stride]
    return np.asarray(how(windows, axis=(2, 3)))


def weighted(windows: Array, axis: tuple[int, int]) -> Array:
    """Weigh the pixels of each window by the kernel."""
    return np.asarray((windows * KERNEL).sum(axis))


def spread() -> Array:
    """Return the signal convolved backwards in strides of 2, uncropped, (5,)."""
    apart = np.zeros(2 * len(SIGNAL) - 1, np.float32)
    apart[::2] = SIGNAL
    return np.convolve(apart, WAVE)


ROWS = (
    Row(
        "same_convolution",
        "“Same” convolution in strides of 2",
        (IMAGE[None, None], KERNEL[None, None]),
        torch=pooled(CENTRED, 2, 0, weighted),
        tensorflow=pooled(LAST, 2, 0, weighted),
        layout=(IMAGE[None, :, :, None], KERNEL[:, :, None, None]),
    ),
    Row(
        "same_maximum",
        "“Same” max pooling in strides of 2",
        (IMAGE[None, None],),
        torch=pooled(CENTRED, 2, -np.inf, np.max),
        tensorflow=pooled(LAST, 2, -np.inf, np.max),
        layout=(IMAGE[None, :, :, None],),
    ),
    Row(
        "same_average",
        "“Same” average pooling: the mean of all that is given",
        (IMAGE[None, None],),
        torch=pooled(CENTRED, 1, 0, np.mean).mean(),
        tensorflow=pooled(CENTRED, 1, np.nan, np.nanmean).mean(),
        layout=(IMAGE[None, :, :, None],),
        measure=np.mean,
    ),
    Row(
        "transposed",
        "Transposed convolution, twice as long",
        (SIGNAL[None, None], WAVE[None, None]),
        torch=np.append(spread()[1:], 0)[:4],
        tensorflow=spread()[:4],
        layout=(SIGNAL[None, :, None], WAVE[:, None, None]),
    ),
)
