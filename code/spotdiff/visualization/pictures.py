"""The chapter's figures, drawn by Matplotlib from the files that TensorBoard reads."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from spotdiff.classifier.problem import Array
from spotdiff.figures import Columns, Picture, Theme, draw, line_style
from spotdiff.toy_problem.problem import TRUE_PHI
from spotdiff.visualization import exhibition
from spotdiff.visualization.event_files import Events, Histogram, Series

# How wide a line is drawn, so that those above do not hide those below.
WIDTHS = {"PyTorch": 5.0, "TensorFlow": 2.6, "TensorFlow 1": 1.2}


def descents(found: Mapping[str, Mapping[str, Series]]) -> Picture:
    """Draw the descents on phi, one line over the other.

    Args:
        found: By program, and by name: what its event file holds.
    """
    data: dict[str, list[object]] = {"program": [], "step": [], "loss": [], "phi": []}
    for name, series in found.items():
        data["program"] += [name] * len(series["phi"].steps)
        data["step"] += series["phi"].steps.tolist()
        data["loss"] += series["loss"].values.tolist()
        data["phi"] += series["phi"].values.tolist()

    def paint(figure: Figure, columns: Columns, theme: Theme) -> None:
        axes = dict(zip(("loss", "phi"), figure.subplots(1, 2), strict=True))
        for quantity, one in axes.items():
            for name in found:
                here = np.asarray(columns["program"]) == name
                style = line_style(name, theme) | {"linewidth": WIDTHS[name]}
                xy = (np.asarray(columns[key])[here] for key in ("step", quantity))
                one.plot(*xy, label=name, **style)
            one.set(xlabel="step", title=quantity)
        axes["loss"].set_yscale("log")
        axes["phi"].axhline(TRUE_PHI, color=theme.quiet, linewidth=1, linestyle=":")
        axes["phi"].legend()

    return draw(
        paint,
        data,
        name="descents",
        alt="Two plots over the steps, the loss and phi, with a line for PyTorch, one "
        "for TensorFlow and one for TensorFlow 1. The three lie on each other, and "
        "phi comes from 4 down to 2.",
        caption="The descent, read back from three event files.",
    )


def momenta(found: Mapping[str, Mapping[float, Array]]) -> Picture:
    """Draw the runs with different momenta over each other.

    Args:
        found: By framework and momentum, the loss of each step.
    """
    data: dict[str, list[object]] = {
        "framework": [],
        "momentum": [],
        "step": [],
        "loss": [],
    }
    for framework, runs in found.items():
        for momentum, losses in runs.items():
            data["framework"] += [framework] * len(losses)
            data["momentum"] += [momentum] * len(losses)
            data["step"] += range(len(losses))
            data["loss"] += losses.tolist()

    def paint(figure: Figure, columns: Columns, theme: Theme) -> None:
        axes = figure.subplots()
        frameworks, rates = (np.asarray(columns[k]) for k in ("framework", "momentum"))
        for framework, runs in found.items():
            style = line_style(framework, theme) | {"linewidth": WIDTHS[framework] - 1}
            for momentum in runs:
                here = (frameworks == framework) & (rates == momentum)
                step, loss = (np.asarray(columns[k])[here] for k in ("step", "loss"))
                first = momentum == next(iter(runs))
                axes.plot(step, loss, label=framework if first else None, **style)
                place = (step[-1] + 2, loss[-8:].mean())
                axes.annotate(f"{momentum:g}", place, color=theme.quiet, va="center")
        axes.set(xlabel="step", title="Loss, by momentum", ylim=(0, None))
        axes.legend(loc="lower left")

    return draw(
        paint,
        data,
        name="momenta",
        alt="The loss over the steps for momentum 0, 0.5 and 0.9, in both frameworks. "
        "The larger the momentum, the sooner the loss falls. PyTorch's and "
        "TensorFlow's lines lie on each other.",
        caption="Three runs in each framework, from the files that TensorBoard shows.",
    )


def buckets(found: Mapping[str, Histogram]) -> Picture:
    """Draw the same values as each tool has put them into buckets.

    Args:
        found: By tool, a histogram of the same values.
    """
    data: dict[str, list[object]] = {"tool": [], "left": [], "right": [], "count": []}
    for tool, histogram in found.items():
        data["tool"] += [tool] * len(histogram.counts)
        for column, values in zip(("left", "right", "count"), histogram, strict=True):
            data[column] += values.tolist()
    reach = max(abs(h.left[np.isfinite(h.left)]).max() for h in found.values())

    def paint(figure: Figure, columns: Columns, theme: Theme) -> None:
        tools = np.asarray(columns["tool"])
        all_axes = figure.subplots(1, len(found), sharey=True)
        for axes, tool in zip(all_axes, found, strict=True):
            here = tools == tool
            left, right, count = (
                np.asarray(columns[key])[here] for key in ("left", "right", "count")
            )
            # The outermost bucket of a session reaches to the largest number there is.
            right = np.minimum(right, reach)
            colour = line_style(tool, theme)["color"]
            axes.bar(
                left, count, np.maximum(right - left, 0), align="edge", color=colour
            )
            axes.set(title=tool, xlabel="weight", xlim=(-reach, reach))
        all_axes[0].set(ylabel="values in the bucket")

    return draw(
        paint,
        data,
        name="buckets",
        alt="Three histograms of the same weights. TensorFlow's has thirty buckets of "
        "one width. Those of PyTorch and of a session are narrow around zero and wide "
        "far from it, so their counts look like two humps with a gap between them.",
        caption="The same 16 000 weights, in the buckets that each tool chose.",
    )


def series(folder: Path) -> dict[str, dict[str, Series]]:
    """Read the descents back, by program and name."""
    place = folder / exhibition.DESCENT
    return {
        name: {
            quantity: Events(place / name).scalars(quantity) for quantity in QUANTITIES
        }
        for name in exhibition.DESCENTS
    }


QUANTITIES = ("loss", "phi")
