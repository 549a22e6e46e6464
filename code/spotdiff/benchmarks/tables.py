"""What was measured, as tables and as words for the prose."""

from collections.abc import Sequence

from spotdiff.benchmarks.measured import Measured, Timings, library_of
from spotdiff.benchmarks.roofline import Point, Roof
from spotdiff.measure import Timing, ratio
from spotdiff.tables import Table, duration, plain


def spread(timing: Timing) -> str:
    """Write a median, and the range that holds nine repeats in ten."""
    low, high = duration(timing.low), duration(timing.high)
    return f"{duration(timing.median)} ({low} to {high})"


def overhead(measured: Measured) -> Table:
    """Set the product and its slope in a row for each mode."""
    product, slope = (measured.tasks[task] for task in ("operation", "slope"))
    rows = [
        (
            mode,
            spread(timing),
            times(product, mode, "NumPy"),
            spread(slope[mode]) if mode in slope else None,
        )
        for mode, timing in product.items()
    ]
    return Table(["", "One product", "Times NumPy's", "With its slope"], rows)


def times(timings: Timings, slow: str, fast: str) -> float:
    """Return how many times as long one takes as another, from paired runs."""
    return ratio(timings[slow], timings[fast]).median


def cheapest(timings: Timings, library: str) -> str:
    """Name the fastest mode of a library."""
    mine = [mode for mode in timings if library_of(mode) == library]
    return min(mine, key=lambda mode: timings[mode].median)


def first_toy_steps(measured: Measured) -> dict[str, float]:
    """Return the seconds of the first step of all, by mode."""
    timings = next(iter(measured.toy.steps.values()))
    return {mode: timing.warm_ups[0][1] for mode, timing in timings.items()}


def toy_steps(measured: Measured) -> Table:
    """Set a step of the toy problem, and its first, in a row for each mode."""
    steps = measured.toy.steps
    first = first_toy_steps(measured)
    rows: list[tuple[object, ...]] = [
        (mode, *(spread(steps[size][mode]) for size in steps), duration(first[mode]))
        for mode in next(iter(steps.values()))
    ]
    rows += [
        (mode, reason, *[None] * len(steps))
        for mode, reason in measured.toy.left_out.items()
    ]
    sizes = (f"{plain(size)} points" for size in steps)
    return Table(["", *sizes, "The first step of all"], rows)


def training_steps(measured: Measured) -> Table:
    """Set a step of the classifier, and its first, in a row for each mode."""
    ((size, timings),) = measured.training.steps.items()
    rows: list[tuple[object, ...]] = [
        (mode, spread(timing), duration(first), plain(first / timing.median, 2))
        for mode, timing in timings.items()
        for first in [measured.training.first[size][mode]]
    ]
    rows += [
        (mode, reason, None, None)
        for mode, reason in measured.training.left_out.items()
    ]
    head = ["", f"A step of {size} images", "The first step", "In steps"]
    return Table(head, rows)


def shares(points: Sequence[Point], roof: Roof) -> Table:
    """Set what each workload reaches, in a row for each point."""
    rows = [
        (
            point.what,
            point.mode,
            plain(point.work.intensity, 2),
            plain(point.rate / 1e9, 2),
            plain(roof.limit(point.work.intensity) / 1e9, 2),
            f"{plain(100 * point.share(roof), 2)} %",
        )
        for point in points
    ]
    head = ["Workload", "Fastest in", "Operations a byte"]
    head += ["Thousand million a second", "Limit", "Reached"]
    return Table(head, rows)
