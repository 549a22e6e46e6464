"""The figures and tables of what logging costs."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from spotdiff.figures import Columns, Picture, Theme, draw, line_style
from spotdiff.measure import Timing
from spotdiff.tables import Table, duration, plain
from spotdiff.visualization.logging_cost.bill import Prices
from spotdiff.visualization.logging_cost.readers import apart
from spotdiff.visualization.logging_cost.training import NOBODY, slower
from spotdiff.visualization.logging_cost.writers import FUNCTION, framework_of

PANELS = {"seconds": "time that the program waits", "bytes": "bytes on disk"}


def columns(prices: Prices) -> dict[str, list[Any]]:
    """Return a row for each amount and writer."""
    rows = [
        (amount, name, one.time.median, one.time.low, one.time.high, one.bytes)
        for amount, by_writer in prices.items()
        for name, one in by_writer.items()
    ]
    names = ("numbers", "writer", "seconds", "low", "high", "bytes")
    return dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))


def paint(figure: Figure, data: Columns, theme: Theme) -> None:
    """Draw both prices over the amount, a line for each writer."""
    panels = figure.subplots(1, 2)
    for name in dict.fromkeys(data["writer"]):
        rows = [i for i, writer in enumerate(data["writer"]) if writer == name]
        style = line_style(framework_of(name), theme)
        # Two of them are TensorFlow's of today.
        marker = "s" if name == FUNCTION else "o"
        for axes, price in zip(panels, PANELS, strict=True):
            amounts, paid = ([data[key][i] for i in rows] for key in ("numbers", price))
            axes.plot(amounts, paid, marker=marker, markersize=5, label=name, **style)
    for axes, title in zip(panels, PANELS.values(), strict=True):
        axes.set_xscale("log")
        axes.set_yscale("log")
        axes.set_title(title, fontsize=10.5)
        axes.set_xlabel("numbers")
        amounts = sorted(set(data["numbers"]))
        axes.set_xticks(amounts, [plain(amount) for amount in amounts])
        axes.minorticks_off()
    ticks = [1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1]
    low, high = panels[0].get_ylim()
    shown = [tick for tick in ticks if low <= tick <= high]
    panels[0].set_yticks(shown, [duration(tick) for tick in shown])
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=2, fontsize=9.5)


def prices(found: Prices, name: str, what: str) -> Picture:
    """Draw how the price grows.

    Args:
        found: From `bill.measure`.
        name: Of the figure.
        what: What is logged, for the description.
    """
    most = max(found)
    said = "; ".join(
        f"{writer}: {duration(one.time.median)} and {plain(one.bytes, 2)} bytes"
        for writer, one in found[most].items()
    )
    return draw(
        paint,
        columns(found),
        name=name,
        alt=f"Two panels on logarithmic axes, over how many numbers {what}: how long "
        f"the program waits, and how many bytes are on disk. At {most}: {said}.",
        size=(7.6, 4.0),
    )


def table(found: Prices) -> Table:
    """Say what it costs to log one number of a step, and the most that was tried."""
    least, most = min(found), max(found)
    rows = [
        (
            name,
            duration(one.time.median),
            plain(one.bytes, 2),
            duration(found[most][name].time.median),
            plain(found[most][name].bytes, 2),
        )
        for name, one in found[least].items()
    ]
    head = [f"{n} {unit}" for n in (least, most) for unit in ("logged", "bytes")]
    return Table(["Writer", *head], rows)


def training(timings: Mapping[str, Mapping[str, Timing]]) -> Table:
    """Say how much longer a step takes with somebody who logs its loss."""
    rows = [
        (
            who,
            log,
            duration(timings[who][NOBODY].median),
            f"{plain(times.median)} ({plain(times.low, 2)} to {plain(times.high, 2)})",
        )
        for who, log, times in slower(timings)
    ]
    return Table(["Training", "Logging", "Step without", "Times as long with"], rows)


def agree(tables: Mapping[str, pd.DataFrame], losses: Sequence[float]) -> Table:
    """Say who read what, and how far it lies from what was logged."""
    rows = [
        (name, ", ".join(table.columns), len(table), apart({name: table}, losses))
        for name, table in tables.items()
    ]
    return Table(["Read by", "Logged by", "Steps", "Largest difference"], rows)
