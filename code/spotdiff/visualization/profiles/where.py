"""Where the time of a training step goes, told from a record of it."""

import os
import re
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from spotdiff.classifier.problem import SMALL, initial_weights
from spotdiff.classifier.speed import problem, tensorflow_steps, torch_steps
from spotdiff.measure import time_together
from spotdiff.visualization.profiles import spans as traces
from spotdiff.visualization.profiles.recording import tensorflow_side, torch_side
from spotdiff.visualization.profiles.spans import Span

STEPS, WARM_UP, SINGLE, MANY = 20, 5, 1, 64

# PyTorch's recorder is built for GPUs, and complains where there is no driver; it
# reads this when it is first used. Its errors reach us as exceptions.
os.environ.setdefault("KINETO_LOG_LEVEL", "5")

CONVOLUTIONS, POOLING, DENSE = "convolutions", "pooling", "dense layers"
OTHERS, WAITING = "all other operations", "no operation runs"
# An operation belongs to the first group whose pattern is found in its name, which
# each framework spells in its own way, there and back.
GROUPS = {
    CONVOLUTIONS: re.compile(r"conv(2d|olution)", re.IGNORECASE),
    POOLING: re.compile(r"max_?pool", re.IGNORECASE),
    DENSE: re.compile(r"matmul|linear|addmm", re.IGNORECASE),
    OTHERS: re.compile(""),
}
# What TensorFlow's executors note of themselves.
MACHINERY = re.compile(r"Threadpool|Executor|ParallelFor|CopyToDevice|:Run$")
EAGER = "EagerLocalExecute: "


@dataclass(frozen=True)
class Way:
    """A way to take a step, and how its record is read.

    Attributes:
        prepare: Takes a network and its weights; gives the network and its step.
        place: Places a batch for that step.
        record: Takes steps under observation.
        read: Reads what `record` left.
        operations: Picks the operations, in their outermost form.
    """

    prepare: Callable[..., Any]
    place: Callable[..., Any]
    record: Callable[..., Path]
    read: Callable[[Path], list[Span]]
    operations: Callable[[Sequence[Span]], list[Span]]


def of_torch(spans: Sequence[Span]) -> list[Span]:
    """Pick PyTorch's operations: all but the marks that its own Python sets."""
    return traces.outermost(
        span for span in spans if span.name.startswith(("aten::", "autograd::"))
    )


def of_eager(spans: Sequence[Span]) -> list[Span]:
    """Pick the operations that TensorFlow starts from Python, one by one."""
    found = [span for span in spans if span.name.startswith(EAGER)]
    return [
        span._replace(name=span.name.removeprefix(EAGER))
        for span in traces.outermost(found)
    ]


def of_graph(spans: Sequence[Span]) -> list[Span]:
    """Pick the operations that TensorFlow's executor starts on its threads."""
    return traces.outermost(
        span
        for span in spans
        if span.thread.startswith("operations") and not MACHINERY.search(span.name)
    )


TORCH = "PyTorch, as written"
EAGERLY = "TensorFlow, as written"
FUNCTION = "TensorFlow, a function"
_TENSORFLOW = (tensorflow_steps.place, tensorflow_side.record, traces.read_xplane)
WAYS = {
    TORCH: Way(
        partial(torch_steps.prepare, "eager"),
        torch_steps.place,
        torch_side.record,
        traces.read_chrome,
        of_torch,
    ),
    EAGERLY: Way(
        partial(tensorflow_steps.prepare, "eager"),
        *_TENSORFLOW,
        of_eager,
    ),
    FUNCTION: Way(
        partial(tensorflow_steps.prepare, "function"),
        *_TENSORFLOW,
        of_graph,
    ),
}


@dataclass(frozen=True)
class Record:
    """What a profiler told of some steps.

    Attributes:
        way: A key of `WAYS`.
        size: Images in the batch.
        spans: All that was recorded.
        operations: The operations among it.
        unwatched: Seconds a step takes when nobody looks, the median.
    """

    way: str
    size: int
    spans: tuple[Span, ...]
    operations: tuple[Span, ...]
    unwatched: float

    @property
    def steps(self) -> list[Span]:
        """The steps, in order."""
        return traces.steps(self.spans)

    @property
    def typical(self) -> Span:
        """The step of median length."""
        ordered = sorted(self.steps, key=lambda span: span.seconds)
        return ordered[len(ordered) // 2]

    def of(self, step: Span) -> list[Span]:
        """Return the operations of one step."""
        return [span for span in self.operations if span.within(step)]

    def by_group(self) -> dict[str, float]:
        """Return the seconds of a step in each group, the median over the steps.

        Operations that run at once on two threads both count. What is left of the
        step is the last entry: nothing runs on any of the threads.
        """
        rows = [seconds_by_group(step, self.of(step)) for step in self.steps]
        return {
            group: float(np.median([row[group] for row in rows])) for group in rows[0]
        }


def group_of(name: str) -> str:
    """Return the group that an operation belongs to."""
    return next(group for group, pattern in GROUPS.items() if pattern.search(name))


def seconds_by_group(step: Span, operations: Sequence[Span]) -> dict[str, float]:
    """Sum up the seconds of one step's operations in each group, and what is left."""
    sums = dict.fromkeys(GROUPS, 0.0)
    for span in operations:
        sums[group_of(span.name)] += span.seconds
    return {**sums, WAITING: step.seconds - traces.covered(operations)}


def record(name: str, size: int = MANY, count: int = STEPS) -> Record:
    """Watch the digit classifier learn.

    Args:
        name: A key of `WAYS`.
        size: Images in the batch.
        count: Steps that are watched, after as many as warm it up.
    """
    way = WAYS[name]
    _, step = way.prepare(SMALL, initial_weights(SMALL))
    batch = way.place(*problem.batch(size))
    for _ in range(WARM_UP):
        float(step(*batch))
    with tempfile.TemporaryDirectory() as folder:
        # The first time a profiler is started it has to find its threads.
        way.record(step, batch, 1, Path(folder) / "first")
        found = way.read(way.record(step, batch, count, Path(folder) / "second"))
    operations = tuple(way.operations(found))
    # Afterwards: when it has run for some hundred times, TensorFlow's executor knows
    # which operations are cheap, and notes them no more.
    timing = time_together({name: lambda: float(step(*batch))}, repeats=count)
    return Record(name, size, tuple(found), operations, timing[name].median)
