"""Every writer of this chapter, behind one door: log some numbers of one step."""

import csv
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray
from torch.utils.tensorboard import SummaryWriter

v1 = tf.compat.v1
# As a decorator it publishes no types.
graph_of: Callable[..., Any] = tf.function

Numbers = NDArray[np.float32]
Log = Callable[[Numbers, int], object]


@dataclass(frozen=True)
class Writer:
    """Where the numbers of a step go.

    Attributes:
        scalars: Writes numbers, (k,), under k names, with the step they are of.
        flush: Brings all that was logged so far to disk.
        histogram: Writes how numbers, (n,), are spread; None where it cannot.
    """

    scalars: Log
    flush: Callable[[], object]
    histogram: Log | None = None


def tags(count: int) -> list[str]:
    """Name so many numbers."""
    return [f"number {n}" for n in range(count)]


@contextmanager
def csv_file(folder: Path, count: int) -> Iterator[Writer]:
    """Write a row of text for each step, and nothing else: the floor."""
    with (folder / "log.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["step", *tags(count)])
        yield Writer(lambda values, step: writer.writerow([step, *values]), file.flush)


@contextmanager
def torch_writer(folder: Path, count: int) -> Iterator[Writer]:
    """Write with PyTorch's `SummaryWriter`."""
    names = tags(count)
    with SummaryWriter(str(folder)) as writer:

        def scalars(values: Numbers, step: int) -> None:
            for name, value in zip(names, values, strict=True):
                writer.add_scalar(name, value, step)

        yield Writer(scalars, writer.flush, partial(writer.add_histogram, "spread"))


@contextmanager
def tensorflow_eager(folder: Path, count: int) -> Iterator[Writer]:
    """Write with `tf.summary`, from Python."""
    names = tags(count)

    def scalars(values: Numbers, step: int) -> None:
        for name, value in zip(names, values, strict=True):
            tf.summary.scalar(name, value, step)

    def histogram(values: Numbers, step: int) -> None:
        tf.summary.histogram("spread", values, step)

    with current(folder) as writer:
        yield Writer(
            partial(into, writer, scalars),
            writer.flush,
            partial(into, writer, histogram),
        )


@contextmanager
def tensorflow_function(folder: Path, count: int) -> Iterator[Writer]:
    """Write with `tf.summary`, from within a `tf.function`."""
    names = tags(count)

    @graph_of
    def scalars(values: Any, step: Any) -> None:
        for n, name in enumerate(names):
            tf.summary.scalar(name, values[n], step)

    @graph_of
    def histogram(values: Any, step: Any) -> None:
        tf.summary.histogram("spread", values, step)

    def call(function: Log, values: Numbers, step: int) -> None:
        function(tf.constant(values), tf.constant(step, tf.int64))

    with current(folder) as writer:
        yield Writer(
            partial(into, writer, partial(call, scalars)),
            writer.flush,
            partial(into, writer, partial(call, histogram)),
        )


@contextmanager
def current(folder: Path) -> Iterator[Any]:
    """Open TensorFlow's writer, which is the current one until it is closed."""
    writer = tf.summary.create_file_writer(str(folder))
    # To leave this block writes all to disk, so it surrounds a run and not a step.
    with writer.as_default():
        yield writer
    writer.close()


def into(writer: Any, log: Log, values: Numbers, step: int) -> None:
    """Log with a writer that may not be the last one opened."""
    writer.set_as_default()
    log(values, step)


@contextmanager
def tensorflow1_writer(folder: Path, count: int) -> Iterator[Writer]:
    """Write as in 2017: summaries merged, run in a session, and a `FileWriter`."""
    with tf.Graph().as_default() as graph:
        given = v1.placeholder(tf.float32, [count])
        for n, name in enumerate(tags(count)):
            v1.summary.scalar(name.replace(" ", "_"), given[n])
        merged = v1.summary.merge_all()
        many = v1.placeholder(tf.float32, [None])
        spread = v1.summary.histogram("spread", many)
        writer = v1.summary.FileWriter(str(folder))
    with closing(v1.Session(graph=graph)) as session, closing(writer):

        def run(summary: Any, place: Any, values: Numbers, step: int) -> None:
            writer.add_summary(session.run(summary, {place: values}), step)

        yield Writer(
            partial(run, merged, given),
            writer.flush,
            partial(run, spread, many),
        )


CSV, TORCH = "a CSV file", "PyTorch SummaryWriter"
EAGER, FUNCTION = "tf.summary, as written", "tf.summary, in a function"
OLD = "TensorFlow 1 FileWriter"
WRITERS: dict[str, Callable[[Path, int], Any]] = {
    CSV: csv_file,
    TORCH: torch_writer,
    EAGER: tensorflow_eager,
    FUNCTION: tensorflow_function,
    OLD: tensorflow1_writer,
}


def numbers(count: int, seed: int = 0) -> Numbers:
    """Draw numbers to log, (count,)."""
    return np.random.default_rng(seed).standard_normal(count, np.float32)


def bytes_in(folder: Path) -> int:
    """Return the size of all files of a folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def framework_of(name: str) -> str:
    """Return the framework that a writer belongs to, as the figures know it."""
    known: Sequence[tuple[str, str]] = (
        (TORCH, "PyTorch"),
        (OLD, "TensorFlow 1"),
        (EAGER, "TensorFlow"),
        (FUNCTION, "TensorFlow"),
    )
    return dict(known).get(name, "neither")
