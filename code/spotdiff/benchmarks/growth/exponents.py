"""How a cost grows with size: its exponent at both ends, and where it turns."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spotdiff.measure import Ratio, Timing, ratio

END = 3  # sizes at each end through which a line is laid
SMALL = slice(None, END)
LARGE = slice(-END, None)
TURNED = 0.5  # the slope at which growing weighs as much as what is fixed


@dataclass(frozen=True)
class Curve:
    """What one thing costs at several sizes.

    Attributes:
        sizes: Rising, (sizes,).
        samples: Its cost, (rounds, sizes); each row was taken in one round.
    """

    sizes: NDArray[np.float64]
    samples: NDArray[np.float64]

    def __post_init__(self) -> None:
        """Refuse what has no exponent."""
        if self.samples.ndim != 2 or self.samples.shape[1:] != self.sizes.shape:
            msg = f"{self.sizes.shape} sizes, but {self.samples.shape} samples"
            raise ValueError(f"{msg}: give a row a round, a column a size")
        if len(self.sizes) < END:
            raise ValueError(f"{len(self.sizes)} sizes: an end alone has {END}")
        if self.sizes[0] <= 0 or not (np.diff(self.sizes) > 0).all():
            raise ValueError(f"sizes must be positive and rise, not {self.sizes}")
        if not (self.samples > 0).all():
            raise ValueError("a cost of nought or less has no logarithm")

    @property
    def median(self) -> NDArray[np.float64]:
        """Half of the rounds cost less, (sizes,)."""
        middle: NDArray[np.float64] = np.median(self.samples, axis=0)
        return middle


def curve(sizes: Sequence[float], *costs: Sequence[float]) -> Curve:
    """Make a curve of sizes and of each round's costs."""
    return Curve(np.array(sizes, np.float64), np.array(costs, np.float64))


def slopes(of: Curve, end: slice = LARGE) -> NDArray[np.float64]:
    """Lay a line through an end of each round, on logarithmic axes.

    Args:
        of: What grows.
        end: Which of its sizes.

    Returns:
        By least squares, each round's k in cost = constant * size**k, (rounds,).
    """
    size = np.log(of.sizes[end])
    size -= size.mean()
    found: NDArray[np.float64] = np.log(of.samples[:, end]) @ size / (size @ size)
    return found


def exponent(of: Curve, end: slice = LARGE) -> Ratio:
    """Return the median of the rounds' slopes, and its interval by resampling."""
    found = slopes(of, end)
    # Over one: a ratio is resampled in the same way.
    return ratio(Timing(found), Timing(np.ones_like(found)))


def line(of: Curve, end: slice = LARGE) -> NDArray[np.float64]:
    """Return the cost at an end's sizes if it had the end's exponent throughout."""
    size, cost = np.log(of.sizes[end]), np.log(of.median[end])
    rising = exponent(of, end).median * (size - size.mean())
    laid: NDArray[np.float64] = np.exp(cost.mean() + rising)
    return laid


def turning(of: Curve) -> float:
    """Find the size from which on the slope is one half or more.

    For a cost of a + b * size that is a / b: what is fixed and what grows are equal.

    Returns:
        The size, interpolated between the slopes of neighbours; 0 if the curve is
        steep from the start, infinite if it is not even so at its end.
    """
    size, cost = np.log(of.sizes), np.log(of.median)
    steep = np.diff(cost) / np.diff(size)
    flat = np.flatnonzero(steep < TURNED)
    if not flat.size:
        return 0.0
    last = int(flat[-1])
    if last == len(steep) - 1:
        return float("inf")
    middle = (size[:-1] + size[1:]) / 2
    pair = slice(last, last + 2)
    return float(np.exp(np.interp(TURNED, steep[pair], middle[pair])))
