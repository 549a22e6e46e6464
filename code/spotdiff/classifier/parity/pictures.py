"""How far two frameworks drift apart over the steps."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from spotdiff.classifier.problem import Array
from spotdiff.figures import Columns, Picture, Theme, draw

# Below this, on a logarithmic axis, two numbers are drawn as equal.
EQUAL = 1e-17


def drift(gaps: Mapping[str, Array]) -> Picture:
    """Draw the difference of two losses at every step.

    Args:
        gaps: By what is compared: absolute differences, (steps,).
    """
    data: dict[str, list[Any]] = {"compared": [], "step": [], "difference": []}
    for name, gap in gaps.items():
        data["compared"] += [name] * len(gap)
        data["step"] += range(len(gap))
        data["difference"] += gap.tolist()

    def paint(figure: Figure, data: Columns, theme: Theme) -> None:
        axes = figure.subplots()
        compared = np.asarray(data["compared"])
        steps, differences = np.asarray(data["step"]), np.asarray(data["difference"])
        colours = (theme.neutral, theme.ink, theme.quiet)
        marks = ("o", "^", "s")
        for name, colour, mark in zip(gaps, colours, marks, strict=False):
            here = compared == name
            axes.semilogy(
                steps[here],
                np.maximum(differences[here], EQUAL),
                mark,
                color=colour,
                markersize=2.6,
                label=name,
            )
        axes.set(xlabel="step", ylabel="difference of the losses")
        figure.legend(loc="outside upper left", ncols=2, markerscale=2)

    largest = "; ".join(f"{name}, {gap.max():.1e}" for name, gap in gaps.items())
    return draw(
        paint,
        data,
        name="drift",
        alt="Difference between two losses at each step, on a logarithmic scale. "
        f"The largest of each comparison: {largest}.",
        caption="Steps at which the two are equal are drawn at the bottom.",
        size=(7.6, 3.8),
    )
