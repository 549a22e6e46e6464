"""The page's figures."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from spotdiff.figures import Columns, Picture, Theme, draw, line_style
from spotdiff.graphs.sentences.problem import Array, Sentences
from spotdiff.graphs.sentences.spread import (
    FRAMEWORKS,
    PACKED,
    PADDED,
    SORTED,
    Costs,
)
from spotdiff.tables import plain

TOGETHER, IN_BUCKETS = "one batch", "by length, batches of four"


def arrangements(given: Sentences, size: int = 4) -> Picture:
    """Draw sentences filled up to the longest of all, and of batches by length.

    Args:
        given: The sentences; best a multiple of `size`.
        size: Sentences a batch.
    """
    by_length = sorted(given.lengths.tolist(), reverse=True)
    groups = {TOGETHER: len(by_length), IN_BUCKETS: size}
    order = {TOGETHER: given.lengths.tolist(), IN_BUCKETS: by_length}
    data: dict[str, list[Any]] = {"batches": [], "row": [], "words": [], "zeros": []}
    for name, group in groups.items():
        for row, words in enumerate(order[name]):
            start = row - row % group
            longest = max(order[name][start : start + group])
            gap = row // group  # a free line between two batches
            entry = (name, row + gap, words, longest - words)
            for column, value in zip(data.values(), entry, strict=True):
                column.append(value)

    def paint(figure: Figure, data: Columns, theme: Theme) -> None:
        rows, words, zeros = (np.array(data[k]) for k in ("row", "words", "zeros"))
        panels = figure.subplots(1, 2, sharex=True)
        for axes, name in zip(panels, groups, strict=True):
            own = np.array(data["batches"]) == name
            axes.barh(rows[own], words[own], color=theme.neutral, label="words")
            axes.barh(
                rows[own],
                zeros[own],
                left=words[own],
                color="none",
                edgecolor=theme.quiet,
                hatch="////",
                linewidth=0.6,
                label="zeros",
            )
            axes.invert_yaxis()
            axes.set(title=name, xlabel="words", yticks=[])
            axes.grid(visible=False)
        panels[1].legend(loc="lower right")

    shares = [share_of_zeros(data, name) for name in groups]
    return draw(
        paint,
        data,
        name="arrangements",
        alt=f"Sentences as bars, each filled up with hatched zeros to the longest of "
        f"its batch. All {len(by_length)} in one batch: {plain(100 * shares[0], 2)} % "
        f"of the surface is zeros. Sorted, in batches of {size}: "
        f"{plain(100 * shares[1], 2)} %.",
        caption="Every hatched place is computed like a word, and thrown away.",
        size=(7.6, 3.0),
    )


def share_of_zeros(data: Columns, name: str) -> float:
    """Return the share of zeros among all places of an arrangement."""
    own = np.array(data["batches"]) == name
    zeros, words = (int(np.array(data[key])[own].sum()) for key in ("zeros", "words"))
    return zeros / (zeros + words)


MARKS = {PADDED: "o", SORTED: "s", PACKED: "^"}


def cost_columns(costs: Costs) -> dict[str, list[Any]]:
    """Return one row for each spread, framework and way."""
    names = ("spread", "framework", "way", "wasted", "milliseconds", "relative")
    rows = [
        (
            spread,
            framework,
            way,
            costs.wasted[spread][way],
            1e3 * costs.timings[spread][framework, way].median,
            costs.relative(framework, way, spread).median,
        )
        for spread in costs.wasted
        for framework in FRAMEWORKS
        for way in MARKS
    ]
    return {name: [row[i] for row in rows] for i, name in enumerate(names)}


def pick(data: Columns, column: str, framework: str, way: str) -> Array:
    """Return a column's entries for one framework and way."""
    own = (np.array(data["framework"]) == framework) & (np.array(data["way"]) == way)
    found: Array = np.array(data[column])[own]
    return found


def cost(costs: Costs) -> Picture:
    """Draw the steps that are wasted, and the time beside that of padding."""

    def paint(figure: Figure, data: Columns, theme: Theme) -> None:
        left, right = figure.subplots(1, 2)
        shown = ("spread", "wasted")
        for way, mark in MARKS.items():
            x, y = (pick(data, name, FRAMEWORKS[0], way) for name in shown)
            left.plot(x, y, marker=mark, color=theme.neutral, label=way)
        shown = ("spread", "relative")
        for framework in FRAMEWORKS:
            style = line_style(framework, theme)
            for way in (SORTED, PACKED):
                x, y = (pick(data, name, framework, way) for name in shown)
                label = f"{framework}, {way}"
                right.plot(x, y, marker=MARKS[way], label=label, **style)
        right.axhline(1, color=theme.quiet, linewidth=1, linestyle=":")
        left.yaxis.set_major_formatter(PercentFormatter(1))
        left.set(title="Steps wasted", ylim=(-0.03, 1))
        # Room for the legend above the lines.
        right.set(title="Time, padded = 1", ylim=(0, 1.6 * max(data["relative"])))
        for axes in (left, right):
            axes.set_xscale("log", base=2)
            ticks = sorted(set(data["spread"]))
            axes.set_xticks(ticks, labels=map(str, ticks))
            axes.set_xlabel("longest sentence, in mean lengths")
        left.legend(fontsize=9)
        right.legend(fontsize=9, loc="upper right")

    widest = max(costs.wasted)
    told = "; ".join(
        f"{framework} {way} {plain(costs.relative(framework, way, widest).median, 2)}"
        for framework in FRAMEWORKS
        for way in (SORTED, PACKED)
    )
    shares = costs.wasted[widest]
    return draw(
        paint,
        cost_columns(costs),
        name="cost-of-padding",
        alt="Two plots over the longest sentence in mean lengths. Where it is "
        f"{widest} times the mean, padding wastes {plain(100 * shares[PADDED], 2)} % "
        f"of the steps, and {plain(100 * shares[SORTED], 2)} % if sentences are "
        f"sorted first. The time beside that of padding is there: {told}.",
        caption="Left, counted; right, measured: all slopes of the same sentences.",
        size=(7.6, 3.6),
    )
