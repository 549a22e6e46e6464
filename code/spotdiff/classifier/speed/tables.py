"""The sweep as columns for a figure, as tables, and as words for the prose."""

from typing import Any

from spotdiff.classifier.speed.problem import operations
from spotdiff.classifier.speed.reach import Reached
from spotdiff.classifier.speed.sweep import FRAMEWORKS, Speeds
from spotdiff.measure import Timing, ratio
from spotdiff.tables import Table, duration, plain


def floor(speeds: Speeds) -> dict[int, float]:
    """Return the images a second that both convolutions alone would allow.

    By batch size: the faster of the two frameworks' convolutions.
    """
    return {
        size: size / min(timings[f"{name} convolutions"].median for name in FRAMEWORKS)
        for size, timings in speeds.parts.items()
    }


def ceiling(speeds: Speeds) -> float:
    """Return the images a second if all arithmetic ran like a matrix product."""
    return speeds.rate / operations(speeds.network)


def columns(speeds: Speeds) -> dict[str, list[Any]]:
    """Return mode, batch, median, low and high in images a second.

    One row for each mode and size; then "convolutions alone", and "matrix
    product", what to hold them against.
    """
    rows: list[tuple[Any, ...]] = [
        (mode, size, size / timing.median, size / timing.high, size / timing.low)
        for mode in modes(speeds)
        for size, timing in sizes_of(speeds, mode).items()
    ]
    for size, images in floor(speeds).items():
        rows.append(("convolutions alone", size, *[images] * 3))
        rows.append(("matrix product", size, *[ceiling(speeds)] * 3))
    names = ("mode", "batch", "median", "low", "high")
    return {name: [row[i] for row in rows] for i, name in enumerate(names)}


def modes(speeds: Speeds) -> list[str]:
    """List the modes that ran, in the order of the size at which most of them did."""
    by_count = sorted(speeds.steps.values(), key=len, reverse=True)
    return list(dict.fromkeys(mode for taken in by_count for mode in taken))


def sizes_of(speeds: Speeds, mode: str) -> dict[int, Timing]:
    """Return a mode's timings, by the batch sizes at which it ran."""
    return {size: taken[mode] for size, taken in speeds.steps.items() if mode in taken}


def rates(speeds: Speeds) -> Table:
    """Set images a second of each mode in a row, a batch size a column.

    Then what to hold them against, and the modes that cannot run here, with why.
    """
    sizes = list(speeds.steps)
    rows: list[list[object]] = []
    for mode in modes(speeds):
        taken = {n: n / each.median for n, each in sizes_of(speeds, mode).items()}
        rows.append([mode, *map(taken.get, sizes)])
    alone = floor(speeds)
    rows.append(["*convolutions alone*", *(alone[size] for size in sizes)])
    rows.append(["*matrix product*", *[ceiling(speeds)] * len(sizes)])
    for mode, reason in speeds.left_out.items():
        rows.append([mode, reason, *[None] * (len(sizes) - 1)])
    return Table(["images a step", *(plain(size) for size in sizes)], rows, digits=2)


def fastest(speeds: Speeds, size: int, among: str = "") -> str:
    """Name the mode with the smallest median; of one framework, if named."""
    taken = {k: t for k, t in speeds.steps[size].items() if k.startswith(among)}
    return min(taken, key=lambda mode: taken[mode].median)


def slowest(speeds: Speeds, size: int) -> str:
    """Name the mode with the largest median."""
    return max(speeds.steps[size], key=lambda mode: speeds.steps[size][mode].median)


def factor(speeds: Speeds, size: int, slow: str, fast: str) -> str:
    """Write how many times as long one mode takes, from paired runs."""
    found = ratio(speeds.steps[size][slow], speeds.steps[size][fast])
    median, low, high = (
        plain(value, 2) for value in (found.median, found.low, found.high)
    )
    return f"{median} ({low} to {high})"


def between(speeds: Speeds, size: int) -> str:
    """Write how far the best mode of one framework is ahead of the other's best."""
    best = [fastest(speeds, size, name) for name in ("PyTorch", "TensorFlow")]
    best.sort(key=lambda mode: speeds.steps[size][mode].median)
    return factor(speeds, size, best[1], best[0])


def leads(speeds: Speeds) -> str:
    """Say which mode is fastest at every batch size: "A at 1 and 4, B at 16"."""
    sizes: dict[str, list[str]] = {}
    for size in speeds.steps:
        sizes.setdefault(fastest(speeds, size), []).append(plain(size))
    return "; ".join(f"{mode} at {listed(at)}" for mode, at in sizes.items())


def listed(words: list[str]) -> str:
    """Write "1", "1 and 4" or "1, 4 and 16"."""
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def framework_of(mode: str) -> str:
    """Name the framework that a mode runs in; Keras runs in TensorFlow."""
    return "PyTorch" if mode.startswith("PyTorch") else "TensorFlow"


def share(speeds: Speeds, size: int, mode: str, part: str) -> float:
    """Return how long a part takes alone, over the whole step, from paired runs.

    Args:
        speeds: The sweep.
        size: Of the batch.
        mode: Whose step; the part is of the same framework.
        part: "convolutions" or "update".
    """
    alone = speeds.parts[size][f"{framework_of(mode)} {part}"]
    return ratio(alone, speeds.steps[size][mode]).median


def reached(found: dict[str, Reached], speeds: Speeds, size: int) -> Table:
    """Set what it takes to read 98 of 100 test digits in a row for each mode.

    Steps are counted once for each framework, since how a step is run does not
    change what it computes; the time is theirs, at each mode's median.
    """
    rows: list[list[object]] = []
    for mode, timing in speeds.steps[size].items():
        each = found[framework_of(mode)]
        arrived = f"{len(each.arrived)} of {len(each.steps)}"
        if each.arrived:
            low, middle, high = (steps * timing.median for steps in each.spread)
            total = middle + speeds.first[size][mode]
            row = [
                duration(middle),
                f"{duration(low)} to {duration(high)}",
                duration(total),
            ]
        else:
            row = ["–", "–", "–"]
        rows.append([mode, arrived, *row])
    heads = [
        "mode",
        "runs that arrived",
        "median",
        "all runs",
        "median, with the first step",
    ]
    return Table(heads, rows)
