"""A row of four pixels, resized with the weights written out."""

from collections.abc import Callable

import numpy as np

from spotdiff.classifier.silent_differences.rows import Array, Row, single

PIXELS = single(0, 1, 4, 9)
CHANNELS_FIRST, CHANNELS_LAST = PIXELS[None, None, None], PIXELS[None, None, :, None]
# How steep the cubic is one pixel away: two common choices.
SHARP, KEYS = -0.75, -0.5

Filter = Callable[[Array], Array]


def cubic(steepness: float) -> Filter:
    """Return the cubic filter of a given steepness."""

    def weight(distance: Array) -> Array:
        d, a = np.abs(distance), steepness
        near = (a + 2) * d**3 - (a + 3) * d**2 + 1
        far = a * (d**3 - 5 * d**2 + 8 * d - 4)
        return np.asarray(np.where(d <= 1, near, np.where(d < 2, far, 0)))

    return weight


def triangle(distance: Array) -> Array:
    """Return the filter of linear interpolation."""
    return np.asarray(np.maximum(1 - np.abs(distance), 0))


def places(width: int) -> Array:
    """Return where the middles of new pixels lie among the old, (width,)."""
    return (np.arange(width) + 0.5) * len(PIXELS) / width - 0.5


def filtered(width: int, weight: Filter, wide: float, clamp: bool) -> Array:
    """Resize by a filter.

    Args:
        width: Of the result, in pixels.
        weight: The filter.
        wide: How much wider than a pixel the filter is.
        clamp: Whether pixels beyond the edge repeat the last; else they do not
            count, and the other weights make up for them.

    Returns:
        The resized row, (width,).
    """
    beyond = np.arange(-4, len(PIXELS) + 4)
    weights = weight((places(width)[:, None] - beyond) / wide)
    if clamp:
        values = PIXELS[np.clip(beyond, 0, len(PIXELS) - 1)]
    else:
        there = (beyond >= 0) & (beyond < len(PIXELS))
        values = np.where(there, PIXELS[np.clip(beyond, 0, len(PIXELS) - 1)], 0)
        weights = weights * there
    return np.asarray(weights @ values / weights.sum(1))


ROWS = (
    Row(
        "nearest",
        "Nearest pixel, four resized to three",
        (CHANNELS_FIRST, 3),
        torch=PIXELS[np.floor(np.arange(3) * 4 / 3).astype(int)],
        tensorflow=PIXELS[np.floor((np.arange(3) + 0.5) * 4 / 3).astype(int)],
        layout=(CHANNELS_LAST, 3),
    ),
    Row(
        "cubic",
        "Bicubic, four pixels resized to eight",
        (CHANNELS_FIRST, 8),
        torch=filtered(8, cubic(SHARP), 1, clamp=True),
        # At other widths TensorFlow is 1e-3 off: it looks the cubic up in a table.
        tensorflow=filtered(8, cubic(KEYS), 1, clamp=False),
        layout=(CHANNELS_LAST, 8),
    ),
    Row(
        "shrunk",
        "Linear, four pixels shrunk to two",
        (CHANNELS_FIRST, 2),
        torch=filtered(2, triangle, 2, clamp=False),
        tensorflow=filtered(2, triangle, 1, clamp=True),
        layout=(CHANNELS_LAST, 2),
    ),
)
