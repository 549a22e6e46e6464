"""One run, logged by every writer and read by every reader."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from spotdiff.classifier.training.torch_side import train
from spotdiff.figures import Columns, Picture, Theme, draw, line_style
from spotdiff.visualization.board import Board
from spotdiff.visualization.event_files import Events
from spotdiff.visualization.logging_cost.writers import CSV, OLD, WRITERS
from spotdiff.visualization.runs import experiment, problem

# The folder of each writer, which TensorBoard shows as the run's name.
FOLDERS = {name: f"run-{n}" for n, name in enumerate(WRITERS)}


def run(momentum: float = 0.9) -> list[float]:
    """Train the digit classifier once, and return the loss of every step."""
    model = experiment.FRAMEWORKS["PyTorch"].network()
    return train(model, problem.batches(), problem.RATE, momentum, dropout=False)


def log(losses: Sequence[float], place: Path) -> None:
    """Hand a run to every writer, each in a folder of its own."""
    for name, make in WRITERS.items():
        folder = place / FOLDERS[name]
        folder.mkdir()
        with make(folder, 1) as writer:
            for step, loss in enumerate(losses):
                writer.scalars(np.array([loss], np.float32), step)


def tag_of(writer: str) -> str:
    """Return the name of the numbers: TensorFlow 1 takes no blanks."""
    return "number_0" if writer == OLD else "number 0"


def by_pandas(place: Path) -> pd.DataFrame:
    """Read the text file: steps, and a column."""
    file = place / FOLDERS[CSV] / "log.csv"
    return pd.read_csv(file, index_col="step").rename(columns={tag_of(CSV): CSV})


def by_accumulator(place: Path) -> pd.DataFrame:
    """Read the event files in Python: steps, and a column for each writer."""
    read = {
        name: Events(place / FOLDERS[name]).scalars(tag_of(name))
        for name in WRITERS
        if name != CSV
    }
    columns = {
        name: pd.Series(series.values, index=series.steps)
        for name, series in read.items()
    }
    return pd.DataFrame(columns).rename_axis("step")


def by_tensorboard(board: Board) -> pd.DataFrame:
    """Ask TensorBoard what it would draw: steps, and a column for each writer.

    Raises:
        BoardError: it does not answer.
    """
    names = [name for name in WRITERS if name != CSV]
    board.read(FOLDERS[name] for name in names)
    columns = {}
    for name in names:
        found = board.ask("plugin/scalars/scalars", run=FOLDERS[name], tag=tag_of(name))
        # Each is the time of day, the step, and the number.
        columns[name] = pd.Series({step: number for _, step, number in found})
    return pd.DataFrame(columns).rename_axis("step")


def apart(tables: Mapping[str, pd.DataFrame], losses: Sequence[float]) -> float:
    """Return how far anything that was read lies from what was logged, at most.

    Raises:
        ValueError: a table lacks a step, or has one too many.
    """
    logged = np.array(losses, np.float32)
    farthest = 0.0
    for name, table in tables.items():
        if list(table.index) != list(range(len(logged))):
            raise ValueError(f"{name} read {len(table)} steps of {len(logged)}")
        # Text has more digits than the number behind it.
        read = table.to_numpy(np.float32)
        farthest = max(farthest, float(np.abs(read - logged[:, None]).max()))
    return farthest


def paint(figure: Figure, data: Columns, theme: Theme) -> None:
    """Draw the loss, and its mean over ten steps."""
    axes = figure.subplots()
    style = line_style("PyTorch", theme)
    axes.plot(data["step"], data["loss"], **style | {"linewidth": 0.9, "alpha": 0.6})
    axes.plot(data["step"], data["smooth"], **style, label="mean of ten steps")
    axes.set_xlabel("step")
    axes.set_ylabel("loss")
    axes.legend()


def picture(table: pd.DataFrame) -> Picture:
    """Draw one column of what was read."""
    column = table.iloc[:, 0]
    smooth = column.rolling(10, min_periods=1).mean()
    first, last = smooth.iloc[[0, -1]]
    return draw(
        paint,
        {"step": list(table.index), "loss": list(column), "smooth": list(smooth)},
        name="read-and-drawn",
        alt=f"The loss of {len(table)} steps and its mean over ten of them, which "
        f"falls from {first:.2f} to {last:.2f}.",
        size=(7.6, 2.8),
    )
