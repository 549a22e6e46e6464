"""The same figures with matplotlib and seaborn, a few lines each."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

from spotdiff.figures import Columns, Picture, Theme, draw
from spotdiff.toy_problem.problem import Array, Path
from spotdiff.visualization.gallery import Gallery

BUCKETS = 30


def paint_spread(figure: Figure, data: Columns, theme: Theme) -> None:
    """Draw how weights are spread, a row for each epoch: what TensorBoard does."""
    epochs = sorted(set(data["epoch"]))
    rows = figure.subplots(len(epochs), sharex=True, sharey=True)
    for axes, epoch in zip(rows, epochs, strict=True):
        here = np.array(data["epoch"]) == epoch
        left, count = (np.array(data[name])[here] for name in ("left", "count"))
        axes.stairs(count, [*left, data["end"][0]], fill=True, color=theme.neutral)
        axes.set_yticks([])
        axes.set_ylabel(str(epoch), rotation=0, va="center", ha="right")
        axes.grid(visible=False)
    rows[-1].set_xlabel("weight")
    figure.supylabel("epoch", fontsize=10.5)


def spread(shown: Gallery, name: str = "fc1.weight") -> Picture:
    """Draw how the weights of a layer are spread after each epoch."""
    layers = [weights[name].ravel() for weights in shown.weights]
    edges = np.linspace(min(map(np.min, layers)), max(map(np.max, layers)), BUCKETS + 1)
    counts = [np.histogram(layer, edges)[0] for layer in layers]
    widths = ", ".join(f"{layer.std():.3f}" for layer in layers)
    return draw(
        paint_spread,
        {
            "epoch": np.repeat(range(len(layers)), BUCKETS).tolist(),
            "left": np.tile(edges[:-1], len(layers)).tolist(),
            "count": np.concatenate(counts).tolist(),
            "end": [edges[-1]] * (len(layers) * BUCKETS),
        },
        name="weights-by-epoch",
        alt=f"Histograms of the weights of {name}, one under the other, before the "
        f"first epoch and after each; their standard deviations are {widths}.",
        size=(7.6, 3.2),
    )


def momenta(losses: Mapping[float, Array], every: int = 4) -> pd.DataFrame:
    """Put runs into one long table, as seaborn likes it.

    Args:
        losses: By momentum, the loss of each step.
        every: Steps that are averaged into one.
    """
    parts = [
        pd.DataFrame({"step": range(len(run)), "loss": run, "momentum": momentum})
        for momentum, run in losses.items()
    ]
    table = pd.concat(parts)
    table["step"] = table["step"] // every * every
    return table.groupby(["momentum", "step"], as_index=False).mean()


def paint_momenta(figure: Figure, data: Columns, theme: Theme) -> None:
    """Draw all runs over each other: seaborn takes looks from a column."""
    sns.lineplot(
        pd.DataFrame(data),
        x="step",
        y="loss",
        hue="momentum",
        style="momentum",
        palette=[theme.quiet, theme.neutral, theme.ink],
        ax=figure.subplots(),
    )


def laid_over(losses: Mapping[float, Array]) -> Picture:
    """Draw the three runs of the chapter with seaborn."""
    table = momenta(losses)
    last = table.groupby("momentum")["loss"].last()
    said = ", ".join(f"{loss:.2f} with {momentum:g}" for momentum, loss in last.items())
    return draw(
        paint_momenta,
        {str(name): list(table[name]) for name in table},
        name="runs-laid-over",
        alt=f"The loss over the steps, a line for each momentum; the last is {said}.",
        size=(7.6, 3.0),
    )


def paint_descent(figure: Figure, data: Columns, theme: Theme) -> None:
    """Draw how far a descent has come."""
    axes = figure.subplots()
    axes.plot(data["step"], data["loss"], color=theme.neutral)
    axes.set_yscale("log")
    axes.set_xlabel("step")
    axes.set_ylabel("loss")


def so_far(path: Path, steps: int) -> Picture:
    """Draw the first steps of a descent."""
    loss = path.loss[: steps + 1]
    return draw(
        paint_descent,
        {"step": list(range(len(loss))), "loss": list(loss)},
        name="loss-so-far",
        alt=f"The loss over the first {steps} steps of the descent on phi, which falls "
        f"from {loss[0]:.0f} to {loss[-1]:.2g}.",
        size=(7.6, 2.4),
    )
