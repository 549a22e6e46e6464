"""The chapter's figures: each takes results, and returns a drawn figure."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from spotdiff.figures import Columns, Picture, Style, Theme, draw, line_style
from spotdiff.tables import plain
from spotdiff.toy_problem.causes.experiment import Agreement
from spotdiff.toy_problem.problem import TRUE_PHI, Array, Path

Results = Mapping[str, Path]


def long_form(paths: Results, key: str) -> dict[str, list[Any]]:
    """Stack paths into columns: one row for each iteration of each path."""
    table: dict[str, list[Any]] = {key: [], "iteration": [], "loss": [], "phi": []}
    for name, path in paths.items():
        table[key] += [name] * len(path.phi)
        table["iteration"] += range(len(path.phi))
        table["loss"] += path.loss.tolist()
        table["phi"] += path.phi.tolist()
    return table


def pick(data: Columns, wanted: str, **where: object) -> Array:
    """Return a column's entries in the rows whose other columns match."""
    match = np.ones(len(data[wanted]), bool)
    for name, value in where.items():
        match &= np.asarray(data[name], object) == value
    return np.asarray(data[wanted])[match]


def mark_truth(axes: Axes, theme: Theme) -> None:
    """Draw the exponent that is to be recovered."""
    axes.axhline(TRUE_PHI, color=theme.quiet, linewidth=1, linestyle=":")


def path_of(path: Path, framework: str) -> Picture:
    """Draw the article's two plots: loss and exponent over the iterations.

    Args:
        path: a run.
        framework: whose run it is; chooses colour and dashes.
    """

    def paint(figure: Figure, data: Columns, theme: Theme) -> None:
        left, right = figure.subplots(1, 2)
        style = line_style(framework, theme)
        left.semilogy(data["iteration"], data["loss"], **style)
        right.plot(data["iteration"], data["phi"], **style)
        mark_truth(right, theme)
        left.set(title="Loss", xlabel="iteration")
        right.set(title="Exponent", xlabel="iteration")

    steps = len(path.phi) - 1
    return draw(
        paint,
        {
            "iteration": range(steps + 1),
            "loss": path.loss.tolist(),
            "phi": path.phi.tolist(),
        },
        name=f"path-{framework.lower().replace(' ', '-')}",
        alt=f"Two plots over {steps} iterations of {framework}: the loss falls from "
        f"{plain(path.loss[0])} to {plain(path.loss[-1])}, and the exponent goes from "
        f"{path.phi[0]:.3g} to {path.phi[-1]:.4g}.",
        size=(5.6, 2.6),
    )


def optimizer_paths(pytorch: Results, tensorflow: Results) -> Picture:
    """Draw the exponent under each optimiser, both frameworks in each panel."""
    columns: dict[str, list[Any]] = {"framework": []}
    for framework, paths in (("PyTorch", pytorch), ("TensorFlow", tensorflow)):
        table = long_form(paths, "optimizer")
        columns["framework"] += [framework] * len(table["phi"])
        for name, column in table.items():
            columns.setdefault(name, []).extend(column)

    def paint(figure: Figure, data: Columns, theme: Theme) -> None:
        panels = figure.subplots(1, len(pytorch), sharey=True)
        for axes, name in zip(panels, pytorch, strict=True):
            for framework, width in (("PyTorch", 4.5), ("TensorFlow", 1.8)):
                phi = pick(data, "phi", framework=framework, optimizer=name)
                style = line_style(framework, theme)
                axes.plot(phi, **style, linewidth=width, label=framework)
            mark_truth(axes, theme)
            axes.set(title=name, xlabel="iteration")
        panels[0].set_ylabel("exponent")
        panels[0].legend(fontsize=8.5)

    return draw(
        paint,
        columns,
        name="optimizers",
        alt="Five panels, one for each optimiser, of the exponent over the "
        "iterations. In every panel the PyTorch line and the TensorFlow line lie "
        "on each other, and end at two.",
        caption="The wide line is PyTorch, the narrow dashed one TensorFlow. Where "
        "only one seems to be drawn, there are two.",
        size=(9.6, 3.0),
    )


def agreement(results: Mapping[str, Agreement]) -> Picture:
    """Draw how far the two frameworks' exponents are apart, and the bound.

    Args:
        results: by precision.
    """
    columns: dict[str, list[Any]] = {"precision": [], "iteration": []}
    columns |= {"difference": [], "bound": []}
    for name, result in results.items():
        columns["precision"] += [name] * len(result.apart)
        columns["iteration"] += range(len(result.apart))
        columns["difference"] += result.apart.tolist()
        columns["bound"] += result.bound.tolist()

    def paint(figure: Figure, data: Columns, theme: Theme) -> None:
        axes = figure.subplots()
        for name, color in zip(results, (theme.ink, theme.neutral), strict=True):
            apart = pick(data, "difference", precision=name)
            bound = pick(data, "bound", precision=name)
            # Exact agreement has no place on a logarithmic axis: leave a gap.
            shown = np.where(apart > 0, apart, np.nan)
            axes.semilogy(
                np.where(bound > 0, bound, np.nan),
                color=color,
                linestyle="--",
                label=f"{name}: bound",
            )
            axes.semilogy(
                shown, ".", color=color, markersize=4, label=f"{name}: measured"
            )
        axes.set(title="How far apart the two exponents are", xlabel="iteration")
        axes.legend(ncols=2, fontsize=9)

    return draw(
        paint,
        columns,
        name="agreement",
        alt="The difference of the two exponents over the iterations, on a "
        "logarithmic axis, in float64 and in float32. In both, the measured points "
        "stay below a dashed bound.",
        caption="Dots: measured. Dashes: what rounding alone may do. No dot where "
        "the two agree to the last bit.",
    )


def causes(rows: Sequence[tuple[str, float, float, float]]) -> Picture:
    """Draw iterations to arrive for each combination of causes.

    Args:
        rows: label, median, 5 % and 95 % quantile of the iterations.
    """
    columns = dict(
        zip(("setting", "median", "low", "high"), zip(*rows, strict=True), strict=True)
    )

    def paint(figure: Figure, data: Columns, theme: Theme) -> None:
        axes = figure.subplots()
        place = np.arange(len(rows))[::-1]
        axes.hlines(place, data["low"], data["high"], color=theme.neutral, linewidth=5)
        axes.plot(data["median"], place, "o", color=theme.ink)
        for y, median in zip(place, data["median"], strict=True):
            axes.annotate(
                f"{median:.0f}",
                (median, y),
                (0, 8),
                textcoords="offset points",
                ha="center",
                fontsize=9,
            )
        axes.set_yticks(place, data["setting"])
        axes.set(xscale="log", ylim=(-0.6, len(rows) - 0.3))
        axes.set_xlabel("iterations until the exponent is within 0.01 of 2")
        axes.grid(visible=False, axis="y")

    return draw(
        paint,
        columns,
        name="causes",
        alt="Iterations to arrive, for both losses on both ranges of x: "
        + "; ".join(f"{label}, {median:.0f}" for label, median, *_ in rows)
        + ".",
        caption="Dot: the median over all seeds. Bar: 5 % to 95 % quantile.",
    )


MODE_MARKERS = {
    "NumPy": "x",
    "PyTorch eager": "o",
    "PyTorch compiled": "s",
    "TensorFlow 1 session": "D",
    "TensorFlow eager": "o",
    "TensorFlow function": "s",
    "TensorFlow XLA": "^",
}


def mode_style(mode: str, theme: Theme) -> Style:
    """Return colour, dashes and marker of a mode."""
    framework = "TensorFlow 1" if "TensorFlow 1" in mode else mode.split()[0]
    return {
        **line_style(framework, theme),
        "marker": MODE_MARKERS[mode],
        "markersize": 5,
    }


def cost(columns: Columns, floor: Mapping[int, float]) -> Picture:
    """Draw what one iteration costs in each mode against the number of points.

    Args:
        columns: mode, n, median, low, high: seconds, one row for each mode and n.
        floor: seconds that moving the points through memory takes, by n.
    """
    filled = {name: list(column) for name, column in columns.items()}
    for n, seconds in floor.items():
        for name, value in zip(filled, ("memory", n, *[seconds] * 3), strict=True):
            filled[name].append(value)

    def paint(figure: Figure, data: Columns, theme: Theme) -> None:
        axes = figure.subplots()
        for mode in MODE_MARKERS:
            if mode in data["mode"]:
                n, median, low, high = (
                    pick(data, name, mode=mode)
                    for name in ("n", "median", "low", "high")
                )
                style = mode_style(mode, theme)
                axes.loglog(n, median, **style, label=mode, linewidth=1.6)
                axes.fill_between(
                    n, low, high, color=style["color"], alpha=0.18, linewidth=0
                )
        axes.loglog(
            pick(data, "n", mode="memory"),
            pick(data, "median", mode="memory"),
            color=theme.quiet,
            linewidth=1,
            label="reading x and y once",
        )
        axes.set(title="One iteration", xlabel="points", ylabel="seconds")
        figure.legend(fontsize=9, loc="outside right upper")

    return draw(
        paint,
        filled,
        name="cost",
        alt="Seconds for one iteration against the number of points, both axes "
        "logarithmic, one line for each way to run it. For few points the lines are "
        "flat and far apart; for many they rise together.",
        caption="Bands run from the 5 % to the 95 % quantile.",
        size=(9.2, 4.8),
    )


def opening(pytorch: Path, tensorflow: Path) -> Picture:
    """Draw the picture of the front page: two columns, and their difference."""
    columns = {
        "iteration": range(len(pytorch.phi)),
        "pytorch": pytorch.phi.tolist(),
        "tensorflow": tensorflow.phi.tolist(),
        "difference": (pytorch.phi - tensorflow.phi).tolist(),
    }

    apart = np.abs(pytorch.phi - tensorflow.phi).max()

    def paint(figure: Figure, data: Columns, theme: Theme) -> None:
        top = figure.subplot_mosaic("AB\nCC", height_ratios=(2, 1))
        for axes, framework in ((top["A"], "PyTorch"), (top["B"], "TensorFlow")):
            axes.plot(
                data[framework.lower()], **line_style(framework, theme), linewidth=3
            )
            axes.set_title(framework, color=line_style(framework, theme)["color"])
            mark_truth(axes, theme)
        top["C"].plot(data["difference"], color=theme.neutral, linewidth=1)
        top["C"].set_title("The difference")
        top["C"].ticklabel_format(axis="y", style="sci", scilimits=(0, 0))
        top["C"].set_xlabel("iteration")

    return draw(
        paint,
        columns,
        name="opening",
        alt="Above, two plots side by side: the exponent found by PyTorch and by "
        "TensorFlow, both falling from four to two, alike to the eye. Below, their "
        f"difference, nowhere more than {apart:.1g}.",
        caption="The same descent, run by both frameworks when this page was built.",
        size=(8.6, 4.4),
    )
