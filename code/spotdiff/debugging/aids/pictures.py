"""The figure of what each aid costs, and its columns."""

from collections.abc import Sequence
from typing import Any

from matplotlib.figure import Figure

from spotdiff.debugging.aids.bill import Cost
from spotdiff.figures import Columns, Picture, Theme, draw, line_style
from spotdiff.tables import duration, plain


def columns(costs: Sequence[Cost]) -> dict[str, list[Any]]:
    """Return a row for each aid: times as long, with the interval."""
    rows = [
        (
            *(one.framework, one.way, one.aid, one.plain),
            *(one.times.median, one.times.low, one.times.high),
        )
        for one in costs
    ]
    names = ("framework", "way", "aid", "plain", "times", "low", "high")
    return dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))


def paint(figure: Figure, data: Columns, theme: Theme) -> None:
    """Draw a row for each aid, grouped by what it is an aid for."""
    axes = figure.subplots()
    ways = list(zip(data["framework"], data["way"], strict=True))
    groups = list(dict.fromkeys(ways))
    places, texts, heads = [], [], {}
    row = 0.0
    for group in groups:
        heads[row] = group
        row += 1
        for index in (i for i, way in enumerate(ways) if way == group):
            style = line_style(group[0], theme)
            times, low, high = (data[name][index] for name in ("times", "low", "high"))
            axes.plot([1, times], [row, row], **style, linewidth=1.4)
            axes.plot([low, high], [row, row], color=style["color"], linewidth=4)
            axes.plot(times, row, "o", color=style["color"], markersize=6)
            places.append(row)
            texts.append(data["aid"][index])
            row += 1
        row += 0.4
    for place, (framework, way) in heads.items():
        seconds = data["plain"][ways.index((framework, way))]
        axes.annotate(
            f"{framework}, {way}: {duration(seconds)} a step without",
            (1, place),
            xytext=(5, 0),
            textcoords="offset points",
            color=line_style(framework, theme)["color"],
            fontweight="bold",
            va="center",
        )
    axes.axvline(1, color=theme.quiet, linewidth=1)
    axes.grid(visible=False, axis="y")
    axes.set_yticks(places, texts)
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(row, -0.7)
    axes.set_xscale("log")
    axes.set_xlim(min(0.9, *data["low"]) * 0.95, 1.25 * max(data["high"]))
    ticks = [n for n in (1, 2, 5, 10, 20, 50, 100, 200) if n < max(data["high"]) * 1.2]
    axes.set_xticks(ticks, [f"{n} ×" for n in ticks])
    axes.minorticks_off()
    axes.set_xlabel("a step takes so many times as long")


def cost(costs: Sequence[Cost]) -> Picture:
    """Draw how many times as long a step takes with each aid."""
    said = "; ".join(
        f"{one.framework}, {one.way}, {one.aid}: {plain(one.times.median, 2)}"
        for one in costs
    )
    return draw(
        paint,
        columns(costs),
        name="cost-of-aids",
        alt="How many times as long a training step takes with each aid as without, "
        f"on a logarithmic axis, a row for each aid. {said}.",
        caption="Thick lines are 95 % intervals.",
        size=(7.6, 7.6),
    )
