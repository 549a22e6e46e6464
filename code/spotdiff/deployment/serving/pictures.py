"""The figure and the tables of what serving costs."""

from collections.abc import Mapping
from typing import Any

from matplotlib.figure import Figure

from spotdiff.deployment.serving.load import Asked, Load
from spotdiff.deployment.serving.servers import NAMES
from spotdiff.figures import Columns, Picture, Theme, draw, line_style
from spotdiff.measure import Timing
from spotdiff.tables import Table, duration, plain

ALONE = "no server"
TICKS = (1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 1e-2, 2e-2, 5e-2)
APART = {"PyTorch": 0.15, "TensorFlow": -0.15}  # of a row

Loads = Mapping[Asked, Load]


def columns(
    one: Loads, crowd: Loads, models: Mapping[str, Timing]
) -> dict[str, list[Any]]:
    """Return a row for each way and framework, the models without a server last.

    Args:
        one: What a single client waited.
        crowd: What many clients got.
        models: The models called in this process, by framework.
    """
    rows: list[tuple[object, ...]] = [
        (
            *asked,
            load.percentile(50),
            load.percentile(95),
            load.percentile(99),
            load.rate,
            crowd[asked].percentile(50),
            crowd[asked].percentile(95),
            crowd[asked].percentile(99),
            crowd[asked].rate,
        )
        for asked, load in one.items()
    ]
    rows += [
        (ALONE, name, *(float(v) for v in (taken.median, taken.high)), *[None] * 6)
        for name, taken in models.items()
    ]
    measured = ("median", "p95", "p99", "rate")
    names = [f"{who}_{what}" for who in ("one", "crowd") for what in measured]
    values = map(list, zip(*rows, strict=True))
    return dict(zip(["way", "framework", *names], values, strict=True))


def paint(figure: Figure, data: Columns, theme: Theme) -> None:
    """Draw one client's wait on the left, and what many get on the right."""
    ways = list(dict.fromkeys(data["way"]))[::-1]
    left, right = figure.subplots(1, 2, sharey=True)
    for way, name, median, high, rate in zip(
        *(data[k] for k in ("way", "framework", "one_median", "one_p95", "crowd_rate")),
        strict=True,
    ):
        row = ways.index(way) + APART[name]
        color = line_style(name, theme)["color"]
        inside = color if name == "PyTorch" else "none"
        mark: dict[str, Any] = {"color": color, "marker": "o", "linewidth": 1.5}
        left.plot([median, high], [row, row], color=color, linewidth=1.5)
        left.plot([median], [row], markerfacecolor=inside, **mark)
        if rate is not None:
            right.plot([0, rate], [row, row], color=color, linewidth=1.5)
            right.plot([rate], [row], markerfacecolor=inside, **mark)
    left.set_xscale("log")
    low, top = left.get_xlim()
    shown = [tick for tick in TICKS if low <= tick <= top][::2]
    left.set_xticks(shown, [duration(tick) for tick in shown])
    left.minorticks_off()
    left.set_yticks(range(len(ways)), ways)
    left.set_title("One client waits")
    right.set_title("Many clients: answers a second")
    right.set_xlim(left=0)


def loads(
    one: Loads, crowd: Loads, models: Mapping[str, Timing], clients: int
) -> Picture:
    """Draw how long one client waits, and how many answers many clients get.

    Args:
        one: What a single client waited.
        crowd: What many clients got.
        models: The models called in this process, by framework.
        clients: How many clients the crowd is.
    """
    said = "; ".join(
        f"{asked.way}, {asked.framework}: {duration(load.percentile(50))}, and "
        f"{plain(crowd[asked].rate, 2)} answers a second"
        for asked, load in one.items()
    )
    return draw(
        paint,
        columns(one, crowd, models),
        name="serving",
        alt="Two panels, a row for each way to ask and a mark for each framework. "
        "Left, how long one client waits for the answer to one image. Right, answers "
        f"a second with {clients} clients. {said}.",
        caption="Left, on a scale that multiplies: the median, and a line up to what "
        f"95 of 100 questions took. Right: {clients} clients at once. Filled marks "
        "are PyTorch, hollow ones TensorFlow.",
        size=(7.6, 4.2),
    )


def percentiles(found: Mapping[str, Loads]) -> Table:
    """Set waits side by side.

    Args:
        found: What was measured, by who asks.
    """
    rows = [
        (who, way, *(shares(loads[Asked(way, name)]) for name in NAMES.values()))
        for who, loads in found.items()
        for way in dict.fromkeys(asked.way for asked in loads)
    ]
    heads = [f"{name}: 50, 95, 99 %" for name in NAMES.values()]
    return Table(["Who asks", "Way", *heads], rows)


def shares(load: Load) -> str:
    """Write within how many milliseconds 50, 95 and 99 of 100 were answered."""
    waits = (plain(1000 * load.percentile(share), 2) for share in (50, 95, 99))
    return ", ".join(waits) + " ms"
