"""Learning curves, confusion matrices, and the digits that both get wrong."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from spotdiff.classifier import pictures
from spotdiff.classifier.accuracy.experiment import Outcome
from spotdiff.data import Digits
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
                axes.plot(
                    rows["epoch"], rows["mean"], marker=".", label=framework, **style
                )
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
        panels[0].set_ylabel("digit")

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
        size=(7.6, 4.5),
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
        xticks=range(10),
        yticks=range(10),
    )
    axes.grid(visible=False)


def missed(digits: Digits, found: Sequence[tuple[int, int, int]]) -> Picture:
    """Draw test images that are often mistaken.

    Args:
        digits: The data.
        found: Image, what it shows, and what it is taken for.
    """
    titles = [f"{truth}, not {said}" for _, truth, said in found]
    return pictures.digits(
        digits.test_images[[image for image, _, _ in found]],
        titles,
        name="missed",
        alt="Digits that most runs of either framework mistake: "
        f"{'; '.join(titles) or 'there are none'}.",
        caption="What it is, and what it is most often taken for.",
    )
