"""Learning curves, confusion matrices, and the digits that both get wrong."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_rgba
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from spotdiff.classifier.accuracy.experiment import Outcome
from spotdiff.figures import Columns, Picture, Theme, draw, line_style

COLOURS = {"PyTorch": "pytorch", "TensorFlow": "tensorflow"}


def rows_of(data: Columns, **where: object) -> dict[str, NDArray[Any]]:
    """Return the rows whose columns match, column by column."""
    table = {name: np.asarray(column) for name, column in data.items()}
    match = np.ones(len(next(iter(table.values()))), bool)
    for name, value in where.items():
        match &= table[name] == value
    return {name: column[match] for name, column in table.items()}


def learning_curves(outcomes: Sequence[Outcome]) -> Picture:
    """Draw test accuracy over epochs: mean of the runs, and their range."""
    data: dict[str, list[Any]] = {
        name: [] for name in ("network", "framework", "epoch", "mean", "low", "high")
    }
    for outcome in outcomes:
        share = 100 * outcome.accuracies
        epochs = share.shape[1]
        data["network"] += [outcome.plan.network.name] * epochs
        data["framework"] += [outcome.framework] * epochs
        data["epoch"] += range(1, epochs + 1)
        data["mean"] += share.mean(0).tolist()
        data["low"] += share.min(0).tolist()
        data["high"] += share.max(0).tolist()

    def paint(figure: Figure, data: Columns, theme: Theme) -> None:
        names = list(dict.fromkeys(data["network"]))
        panels = figure.subplots(1, len(names), sharey=True, squeeze=False)[0]
        for axes, network in zip(panels, names, strict=True):
            for framework in COLOURS:
                rows = rows_of(data, network=network, framework=framework)
                style = line_style(framework, theme)
                axes.plot(rows["epoch"], rows["mean"], label=framework, **style)
                axes.fill_between(
                    rows["epoch"],
                    rows["low"],
                    rows["high"],
                    color=style["color"],
                    alpha=0.16,
                    linewidth=0,
                )
            axes.set(title=f"The {network} network", xlabel="epoch")
            axes.xaxis.get_major_locator().set_params(integer=True)
        panels[0].set_ylabel("right answers, %")
        panels[0].legend(loc="lower right")

    ends = ", ".join(
        f"{100 * outcome.final.mean():.1f} % for the {outcome.plan.network.name} "
        f"network in {outcome.framework}"
        for outcome in outcomes
    )
    return draw(
        paint,
        data,
        name="learning-curves",
        alt="Accuracy on the test images after each epoch, one panel a network, with "
        f"the range of the runs as a band. The means end at {ends}.",
        caption="The line is the mean of the runs, the band reaches from the worst "
        "to the best.",
    )


def confusion(found: Mapping[str, Outcome]) -> Picture:
    """Draw who is taken for whom, one panel a framework; right answers left out."""
    data: dict[str, list[Any]] = {
        name: [] for name in ("framework", "digit", "answer", "times")
    }
    for framework, outcome in found.items():
        for (digit, answer), times in np.ndenumerate(outcome.confusion):
            data["framework"].append(framework)
            data["digit"].append(digit)
            data["answer"].append(answer)
            data["times"].append(int(times))

    def paint(figure: Figure, data: Columns, theme: Theme) -> None:
        panels = figure.subplots(1, len(found), squeeze=False)[0]
        for axes, framework in zip(panels, found, strict=True):
            rows = rows_of(data, framework=framework)
            counts = rows["times"].reshape(10, 10)
            paint_mistakes(axes, counts, getattr(theme, COLOURS[framework]), theme)
            axes.set_title(framework)

    worst = {}
    for framework, outcome in found.items():
        mistakes = outcome.confusion * (1 - np.eye(10, dtype=int))
        digit, answer = np.unravel_index(mistakes.argmax(), mistakes.shape)
        worst[framework] = f"{digit} taken for {answer} ({mistakes.max()} times)"
    runs = ", ".join(f"{name}: {text}" for name, text in worst.items())
    return draw(
        paint,
        data,
        name="confusion",
        alt="For each framework a grid of ten digits by ten answers with the number "
        f"of mistakes, all runs together. The most frequent mistake: {runs}.",
        caption="Mistakes of the small network, all runs together.",
        size=(7.6, 4.0),
    )


def paint_mistakes(
    axes: Axes, counts: NDArray[np.int64], colour: str, theme: Theme
) -> None:
    """Fill a grid: the more often a mistake was made, the deeper its square."""
    most = max(1, (counts * (1 - np.eye(10))).max())
    for digit in range(10):
        for answer in range(10):
            times = counts[digit, answer]
            if digit == answer or not times:
                continue
            box = (answer - 0.5, digit - 0.5)
            shade = 0.12 + 0.4 * times / most
            square = Rectangle(box, 1, 1, facecolor=colour, alpha=shade, linewidth=0)
            axes.add_patch(square)
            axes.text(answer, digit, str(times), ha="center", va="center", fontsize=9)
    axes.plot([-0.5, 9.5], [-0.5, 9.5], color=theme.grid, linewidth=1, zorder=0)
    axes.set(
        xlim=(-0.5, 9.5),
        ylim=(9.5, -0.5),
        aspect="equal",
        xlabel="taken for",
        ylabel="digit",
        xticks=range(10),
        yticks=range(10),
    )
    axes.grid(visible=False)


def digits_in_a_row(
    images: NDArray[np.float32],
    titles: Sequence[str],
    *,
    name: str,
    alt: str,
    caption: str = "",
    columns: int = 8,
) -> Picture:
    """Draw digits, each under its title.

    Args:
        images: (n, side, side), 0 for paper and 1 for ink.
        titles: One an image; may be empty.
        name: As in `figures.draw`.
        alt: As in `figures.draw`.
        caption: As in `figures.draw`.
        columns: Images in a row.
    """
    side = images.shape[1]
    data: dict[str, list[Any]] = {"title": [], "y": [], "x": [], "ink": []}
    for image, title in zip(images, titles, strict=True):
        for (y, x), ink in np.ndenumerate(image):
            data["title"].append(title)
            data["y"].append(y)
            data["x"].append(x)
            data["ink"].append(round(float(ink), 3))
    rows = -(-len(images) // columns)

    def paint(figure: Figure, data: Columns, theme: Theme) -> None:
        pixels = np.reshape(data["ink"], (-1, side, side))
        panels = figure.subplots(rows, columns, squeeze=False).ravel()
        for axes in panels:
            axes.set_axis_off()
        shade = _ink(theme)
        for axes, image, title in zip(panels, pixels, titles, strict=False):
            axes.imshow(image, cmap=shade, vmin=0, vmax=1, interpolation="nearest")
            axes.set_title(title, fontsize=10, loc="center")

    height = rows * (1.05 if not any(titles) else 1.35)
    return draw(paint, data, name=name, alt=alt, caption=caption, size=(7.6, height))


def _ink(theme: Theme) -> LinearSegmentedColormap:
    clear = (*to_rgba(theme.ink)[:3], 0.06)
    return LinearSegmentedColormap.from_list("ink", [clear, theme.ink])
