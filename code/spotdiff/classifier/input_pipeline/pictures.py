"""The section's figures: digits, how far a buffer shuffles, images a second."""

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from spotdiff.classifier import pictures
from spotdiff.classifier.input_pipeline.throughput import Cost
from spotdiff.classifier.problem import Labels
from spotdiff.figures import Columns, Picture, Theme, draw, line_style


def digits(images: NDArray[np.float32], labels: Labels) -> Picture:
    """Draw the first image of each digit.

    Args:
        images: (n, height, width), 0 for paper and 1 for ink.
        labels: (n,); every digit occurs.
    """
    first = [int(np.flatnonzero(labels == digit)[0]) for digit in range(10)]
    height, width = images.shape[1:]
    return pictures.digits(
        images[first],
        [""] * 10,
        name="digits",
        alt="Ten handwritten digits in a row, from zero to nine, "
        f"each {height} by {width} pixels.",
    )


def shuffles(orders: Mapping[str, Labels]) -> Picture:
    """Draw where each element of a stream came out.

    Args:
        orders: By name of the shuffle, the elements in the order in which they
            came out, (n,).
    """
    columns: dict[str, list[object]] = {"shuffle": [], "out": [], "element": []}
    for name, order in orders.items():
        columns["shuffle"] += [name] * len(order)
        columns["out"] += range(len(order))
        columns["element"] += order.tolist()

    def paint(figure: Figure, data: Columns, theme: Theme) -> None:
        panels = figure.subplots(1, len(orders), sharex=True, sharey=True)
        for axes, name in zip(np.atleast_1d(panels), orders, strict=True):
            here = np.asarray(data["shuffle"], object) == name
            out, element = (np.asarray(data[key])[here] for key in ("out", "element"))
            style = {**line_style(name.split(",")[0], theme), "linestyle": "none"}
            axes.plot(out, element, marker=".", markersize=2.5, **style)
            axes.set(title=name, xlabel="comes out as number")
            axes.label_outer()
        np.atleast_1d(panels)[0].set_ylabel("went in as number")

    return draw(
        paint,
        columns,
        name="shuffles",
        alt="For each shuffle, the place an element had in the stream against the "
        "place at which it came out. A whole shuffle fills the square; through a "
        "small buffer the points keep close to the diagonal on one side, and nothing "
        "lies far above it.",
        caption="A point above the diagonal came out earlier than it went in.",
        size=(8.6, 3.2),
    )


def rates(costs: Mapping[str, Cost]) -> Picture:
    """Draw how many images a second each way delivers.

    Args:
        costs: By name of the way, which begins with the framework's.
    """

    def paint(figure: Figure, data: Columns, theme: Theme) -> None:
        axes = figure.subplots()
        for place, name in enumerate(data["way"]):
            low, median, high = (data[key][place] for key in ("low", "median", "high"))
            style = {**line_style(name.split(",")[0], theme), "linestyle": "-"}
            axes.plot([low, high], [place, place], **style)
            axes.plot(median, place, "o", color=style["color"])
        axes.set_yticks(range(len(data["way"])), data["way"])
        axes.invert_yaxis()
        axes.set(xscale="log", xlabel="images per second")

    told = (f"{name}, {cost.rate.median:.2g}" for name, cost in costs.items())
    return draw(
        paint,
        {
            "way": list(costs),
            "low": [cost.rate.low for cost in costs.values()],
            "median": [cost.rate.median for cost in costs.values()],
            "high": [cost.rate.high for cost in costs.values()],
        },
        name="images-per-second",
        alt="Images per second, by the way of preparing them: " + "; ".join(told) + ".",
        caption="Dot: the median. Bar: 5 % to 95 % quantile. The axis is logarithmic.",
        size=(8.6, 4.2),
    )
