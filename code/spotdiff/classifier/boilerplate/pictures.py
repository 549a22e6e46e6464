"""The chapter's figure of code length against control."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from spotdiff.classifier.boilerplate.levels import Level
from spotdiff.classifier.boilerplate.rules import DECISIONS
from spotdiff.figures import Columns, Picture, Theme, draw, line_style


def length_and_control(levels: Sequence[Level]) -> Picture:
    """Draw, for every level, how long it is and how much it decides.

    Args:
        levels: In any order; drawn with the most control on top.
    """
    ranked = sorted(levels, key=lambda level: (-len(level.control), -level.lines))
    columns: Columns = {
        "framework": [level.framework for level in ranked],
        "level": [level.name for level in ranked],
        "lines": [level.lines for level in ranked],
        "decisions": [len(level.control) for level in ranked],
    }

    def paint(figure: Figure, data: Columns, theme: Theme) -> None:
        left, right = figure.subplots(1, 2, sharey=True)
        place = np.arange(len(data["level"]))[::-1]
        colors = [line_style(name, theme)["color"] for name in data["framework"]]
        for axes, name, most in (
            (left, "lines", max(data["lines"])),
            (right, "decisions", len(DECISIONS)),
        ):
            axes.barh(place, data[name], color=colors, height=0.62)
            for y, value in zip(place, data[name], strict=True):
                axes.annotate(
                    str(value),
                    (value, y),
                    (4, 0),
                    textcoords="offset points",
                    va="center",
                    fontsize=9,
                )
            axes.set(xlim=(0, 1.15 * most), xticks=[])
            axes.grid(visible=False)
            axes.spines["bottom"].set_visible(False)
        left.set_title("Lines of code")
        right.set_title(f"Decisions, of {len(DECISIONS)}")
        labels = [
            f"{framework}: {level}"
            for framework, level in zip(data["framework"], data["level"], strict=True)
        ]
        left.set_yticks(place, labels)
        right.tick_params(labelleft=False)

    most, least = ranked[0], ranked[-1]
    return draw(
        paint,
        columns,
        name="length-and-control",
        alt="Two bars for each of the levels: lines of code, and decisions that the "
        f"code states itself. They run from {most.framework}, {most.name}, with "
        f"{len(most.control)} decisions in {most.lines} lines, to {least.framework}, "
        f"{least.name}, with {len(least.control)} in {least.lines}.",
        caption="A decision that the code does not state is the framework's.",
        size=(8.6, 4.4),
    )
