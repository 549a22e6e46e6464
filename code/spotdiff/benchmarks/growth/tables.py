"""The curves as columns for a figure, as tables, and as words for the prose."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from spotdiff.benchmarks.growth import memory
from spotdiff.benchmarks.growth.exponents import (
    END,
    LARGE,
    SMALL,
    exponent,
    line,
    turning,
)
from spotdiff.benchmarks.growth.memory import Held
from spotdiff.benchmarks.growth.problem import arithmetic
from spotdiff.benchmarks.growth.sweep import Curves
from spotdiff.measure import Ratio, Timing
from spotdiff.runtime import unavailable
from spotdiff.tables import Table, duration, plain


def columns(curves: Curves) -> dict[str, list[Any]]:
    """Return mode, size, median, low and high, and the line at the large end.

    One row for each mode and size; the line is empty where it was not laid.
    """
    rows: list[tuple[Any, ...]] = []
    for mode, curve in curves.items():
        laid = [None] * (len(curve.sizes) - END) + line(curve).tolist()
        for size, column, at in zip(curve.sizes, curve.samples.T, laid, strict=True):
            taken = Timing(column)
            rows.append((mode, int(size), taken.median, taken.low, taken.high, at))
    names = ("mode", "size", "median", "low", "high", "line")
    return {name: [row[i] for row in rows] for i, name in enumerate(names)}


def exponents(
    curves: Curves, of: str, count: Callable[[int], int], modes: Sequence[str] = ()
) -> Table:
    """Set both exponents of each mode in a row, and where one gives way to the other.

    Args:
        curves: Seconds a step, by mode.
        of: What the sizes are of.
        count: Gives the multiplications and additions of a size, whose exponents
            stand in the last row.
        modes: All that were wanted; one that cannot run here says why.
    """
    sizes = [int(size) for size in next(iter(curves.values())).sizes]
    rows: list[list[object]] = []
    for mode, curve in curves.items():
        ends = (words(exponent(curve, end)) for end in (SMALL, LARGE))
        first, last = curve.median[[0, -1]]
        turn = turned(turning(curve), sizes)
        rows.append([mode, *ends, turn, duration(first), duration(last)])
    for mode in modes:
        if mode not in curves:
            rows.append([mode, unavailable(mode), *[None] * 4])
    ends = (plain(arithmetic(count, sizes, end)) for end in (SMALL, LARGE))
    rows.append(["*arithmetic*", *ends, *[None] * 3])
    few, many = (f"{of}: {plain(size)}" for size in (sizes[0], sizes[-1]))
    return Table(["", "small end", "large end", "turns at", few, many], rows)


def words(found: Ratio) -> str:
    """Write an exponent with its interval, to hundredths."""
    median, low, high = map(hundredths, (found.median, found.low, found.high))
    return f"{median} ({low} to {high})"


def hundredths(number: float) -> str:
    """Write a number to hundredths; nought has no sign."""
    return f"{number:z.2f}".replace("-", "−")


def turned(at: float, sizes: Sequence[int]) -> str:
    """Write where a curve turns, or on which side of the sizes it does."""
    if at == 0:
        return f"below {plain(sizes[0])}"
    if at == float("inf"):
        return f"above {plain(sizes[-1])}"
    return plain(at, 2)


def spread(curves: Curves, end: slice) -> str:
    """Write the least and the largest exponent of all modes: "0.01 to 0.20"."""
    found = [exponent(curve, end).median for curve in curves.values()]
    return f"{hundredths(min(found))} to {hundredths(max(found))}"


def steepest(curves: Curves) -> str:
    """Name the mode with the largest exponent at the large end."""
    return max(curves, key=lambda mode: exponent(curves[mode]).median)


def flattest(curves: Curves) -> str:
    """Name the mode with the smallest exponent at the large end."""
    return min(curves, key=lambda mode: exponent(curves[mode]).median)


def held_table(held: Mapping[str, Sequence[Held]]) -> Table:
    """Set the images in a row each, with their own bytes and those of every process."""
    first = next(iter(held.values()))
    each = memory.image_bytes()
    rows = [
        [one.images, megabytes(one.images * each)]
        + [megabytes(taken[row].memory) for taken in held.values()]
        for row, one in enumerate(first)
    ]
    return Table(["images", "their size", *held], rows)


def megabytes(count: int) -> str:
    """Write a number of bytes in units of 10^6."""
    return f"{count / 1e6:.0f} MB"


def copies(held: Sequence[Held]) -> float:
    """Return how many times the memory of an image each further one takes."""
    return memory.bytes_each(held) / memory.image_bytes()
