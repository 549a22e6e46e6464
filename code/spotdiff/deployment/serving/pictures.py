"""The figure and the table of what serving costs."""

from collections.abc import Mapping
from typing import Any

from matplotlib.figure import Figure

from spotdiff.deployment.serving.load import Loads
from spotdiff.figures import Columns, Picture, Theme, draw, line_style
from spotdiff.measure import Timing
from spotdiff.tables import Table, duration, plain

IN_PROCESS = "no server"


def framework_of(name: str) -> str:
    """Return the framework that a way's name ends in."""
    return name.rsplit(", ", 1)[-1]


def columns(loads: Loads, alone: Mapping[str, Timing]) -> dict[str, list[Any]]:
    """Return a row for each way and number of clients.

    Args:
        loads: From `load.measure`.
        alone: The models called without a server, by framework.
    """
    rows = [
        (f"{IN_PROCESS}, {name}", 1, taken.median, taken.high, 1 / taken.median)
        for name, taken in alone.items()
    ]
    rows += [
        (name, clients, one.percentile(50), one.percentile(95), one.rate)
        for clients, by in loads.items()
        for name, one in by.items()
    ]
    names = ("way", "clients", "median", "p95", "rate")
    return dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))


def paint(figure: Figure, data: Columns, theme: Theme) -> None:
    """Draw one client's wait on the left, and what many get on the right."""
    ways = list(dict.fromkeys(data["way"]))[::-1]
    most = max(data["clients"])
    left, right = figure.subplots(1, 2, sharey=True)
    rows = list(zip(*(data[key] for key in data), strict=True))
    for way, clients, median, high, rate in rows:
        row = ways.index(way)
        color = line_style(framework_of(way), theme)["color"]
        hollow = "none" if framework_of(way) == "TensorFlow" else color
        mark = {"marker": "o", "color": color, "markerfacecolor": hollow}
        if clients == 1:
            left.plot([median, high], [row, row], color=color, linewidth=1.5)
            left.plot([median], [row], **mark)
        if clients == most and IN_PROCESS not in way:
            right.plot([0, rate], [row, row], color=color, linewidth=1.5)
            right.plot([rate], [row], **mark)
    left.set_xscale("log")
    ticks = [1e-4, 1e-3, 1e-2, 1e-1]
    low, top = left.get_xlim()
    shown = [tick for tick in ticks if low <= tick <= top]
    left.set_xticks(shown, [duration(tick) for tick in shown])
    left.minorticks_off()
    left.set_yticks(range(len(ways)), ways)
    left.set_title("one client waits", fontsize=10.5)
    right.set_title(f"{most} clients: answers a second", fontsize=10.5)
    right.set_xlim(left=0)


def loads(found: Loads, alone: Mapping[str, Timing]) -> Picture:
    """Draw how long one client waits, and how many answers many clients get."""
    most = max(found)
    said = "; ".join(
        f"{name}: {duration(one.percentile(50))}, and "
        f"{plain(found[most][name].rate, 2)} answers a second"
        for name, one in found[1].items()
    )
    return draw(
        paint,
        columns(found, alone),
        name="serving",
        alt="Two panels, a row for each way to serve. Left, how long one client waits "
        f"for an answer. Right, answers a second with {most} clients. {said}.",
        caption="Left: the median, and a line up to what 95 of 100 questions took. "
        "Filled dots are PyTorch, hollow ones TensorFlow.",
        size=(7.6, 4.2),
    )


def table(found: Loads) -> Table:
    """Set the percentiles side by side."""
    head = ["Clients", "Way", "50 %", "95 %", "99 %", "Answers a second"]
    rows = [
        (
            clients,
            name,
            *(duration(one.percentile(share)) for share in (50, 95, 99)),
            plain(one.rate, 2),
        )
        for clients, by in found.items()
        for name, one in by.items()
    ]
    return Table(head, rows)
