"""The sizes, the networks and their arithmetic, in neither framework."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from spotdiff.benchmarks.growth.exponents import curve, slopes
from spotdiff.classifier import problem
from spotdiff.classifier.problem import Network
from spotdiff.classifier.speed.problem import BATCH, operations

POINTS = tuple(4**power for power in range(2, 12))
IMAGES = tuple(4**power for power in range(6))
WIDTHS = tuple(2**power for power in range(7))


def network(width: int) -> Network:
    """Widen or narrow every layer of the small network; ten leaves it as it is.

    Args:
        width: Channels of the first convolution; the second has twice as many, and
            there are five times as many hidden units.
    """
    wide = (width, 2 * width)
    return replace(problem.SMALL, name=f"{width} wide", channels=wide, hidden=5 * width)


def of_images(count: int) -> int:
    """Count the multiplications and additions of a step of so many images."""
    return count * operations(problem.SMALL)


def of_width(width: int) -> int:
    """Count those of a step of `BATCH` images in a network of this width."""
    return BATCH * operations(network(width))


def arithmetic(count: Callable[[int], int], sizes: Sequence[int], end: slice) -> float:
    """Return the exponent of the arithmetic alone, through an end of the sizes."""
    (found,) = slopes(curve(sizes, [count(size) for size in sizes]), end)
    return float(found)
