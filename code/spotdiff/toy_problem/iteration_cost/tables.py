"""The sweep as columns for a figure and as a table."""

from typing import Any

from spotdiff.measure import ratio
from spotdiff.tables import Table, duration, plain
from spotdiff.toy_problem.iteration_cost.sweep import Costs, crossovers


def columns(costs: Costs) -> dict[str, list[Any]]:
    """Return mode, n, median, low and high, one row for each mode and size."""
    rows = [
        (mode, size, timing.median, timing.low, timing.high)
        for size, timings in costs.steps.items()
        for mode, timing in timings.items()
    ]
    names = ("mode", "n", "median", "low", "high")
    return {name: [row[i] for row in rows] for i, name in enumerate(names)}


def medians(costs: Costs) -> Table:
    """Set the median step of each mode in a row, a size a column.

    Modes that cannot run here get a row that says why.
    """
    sizes = list(costs.steps)
    rows: list[list[object]] = [
        [mode, *(duration(costs.steps[size][mode].median) for size in sizes)]
        for mode in costs.steps[sizes[0]]
    ]
    for mode, reason in costs.left_out.items():
        rows.append([mode, reason, *[None] * (len(sizes) - 1)])
    return Table(["points", *(plain(size) for size in sizes)], rows)


def lead(costs: Costs, one: str, other: str) -> str:
    """Say which of two modes is ahead for many points, and from how many on."""
    largest = costs.steps[max(costs.steps)]
    ahead = min((one, other), key=lambda mode: largest[mode].median)
    turns = crossovers(costs.steps, one, other)
    since = f"from about {plain(turns[-1], 1)} points on" if turns else "at every size"
    return f"{ahead} is ahead {since}"


def factor(costs: Costs, size: int, slow: str, fast: str) -> str:
    """Write how many times as long one mode takes, from paired runs."""
    found = ratio(costs.steps[size][slow], costs.steps[size][fast])
    median, low, high = (
        plain(value, 2) for value in (found.median, found.low, found.high)
    )
    return f"{median} ({low} to {high})"
