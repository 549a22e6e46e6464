"""Each trap walked into, in every mode: what it answers, and what that is called."""

import io
import warnings
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass
from typing import Any

import numpy as np
import tensorflow as tf
import torch

from spotdiff.graphs.tracing import tensorflow_watch, torch_watch
from spotdiff.graphs.tracing.listening import heard
from spotdiff.graphs.tracing.problem import Array, each, numbers
from spotdiff.graphs.tracing.torch_export import Exported
from spotdiff.graphs.tracing.traps import UNREPEATABLE, Line, Scene

FOLLOWS = "follows"
BREAKS = "follows, outside the graph"
AGAIN = "traced again"
KEPT = "kept"
REFUSED = "refused"
STRAYS = "does more"


class Plain:
    """A function as it is, called with a framework's tensors or with arrays."""

    traces, breaks = 1, 0

    def __init__(self, function: Line, to_tensor: Callable[[Any], Any]) -> None:
        """Remember both."""
        self.function, self.to_tensor = function, to_tensor

    def __call__(self, *inputs: Any) -> Array:
        """Call it."""
        result = self.function(*each(self.to_tensor, inputs))
        if isinstance(result, torch.Tensor):
            return result.numpy(force=True)
        return np.asarray(result)


Mode = Callable[[Line, Array], Any]


def python(line: Line, _: Array) -> Plain:
    """Run a line on arrays: what Python says, and so the truth."""
    return Plain(line, np.copy)


EAGER: dict[str, Mode] = {
    "PyTorch, eager": lambda line, _: Plain(line, torch.tensor),
    "TensorFlow, eager": lambda line, _: Plain(line, tf.constant),
}
TRACED: dict[str, Mode] = {
    "tf.function": lambda line, _: tensorflow_watch.Watched(line),
    "torch.compile": lambda line, _: torch_watch.Watched(line),
    "torch.export": Exported,
}


@dataclass(frozen=True)
class Answers:
    """What two calls of a line gave.

    Attributes:
        values: Of each call.
        traces: How often the Python had been read after each call.
        breaks: Places where the graph was left.
        refusal: Name of the exception, where there was one.
        warned: Whether the reader was told of anything.
    """

    values: tuple[float, ...]
    traces: tuple[int, ...] = (1, 1)
    breaks: int = 0
    refusal: str = ""
    warned: bool = False


def ask(trap: Callable[[], Scene], mode: Mode = python) -> Answers:
    """Call a trap's line twice, with the change in between.

    Args:
        trap: One of `traps.TRAPS`.
        mode: How the line is run.
    """
    scene, x = trap(), numbers(1)
    said, values, traces = io.StringIO(), [], []
    with (
        warnings.catch_warnings(record=True) as warned,
        heard("tensorflow") as logged,
        heard("torch") as logged_too,
        redirect_stdout(said),
    ):
        warnings.simplefilter("always")
        try:
            run = mode(scene.line, x)
            for change in (None, scene.change):
                if change:
                    change()
                result = float(run(x)[0])
                effect = scene.effect
                values.append(effect(said.getvalue()) if effect else result)
                traces.append(run.traces)
        except (AssertionError, RuntimeError) as refusal:
            return Answers((), refusal=type(refusal).__name__)
    told = bool(warned or logged or logged_too)
    return Answers(tuple(values), tuple(traces), run.breaks, warned=told)


def verdict(trap: Callable[[], Scene], found: Answers, truth: Answers) -> str:
    """Name what a mode did with a trap.

    Args:
        trap: One of `traps.TRAPS`.
        found: What the mode answered.
        truth: What Python answers.
    """
    if found.refusal:
        return REFUSED
    first, second = found.values
    fresh = trap in UNREPEATABLE and first != second
    if fresh or found.values == truth.values:
        if found.breaks:
            return BREAKS
        return AGAIN if found.traces[1] > found.traces[0] else FOLLOWS
    return KEPT if first == second else STRAYS


@dataclass(frozen=True)
class Walked:
    """A trap in every mode.

    Attributes:
        truth: What Python answers.
        answers: What each traced mode answers, by its name.
        verdicts: What that is called.
    """

    truth: Answers
    answers: dict[str, Answers]
    verdicts: dict[str, str]


def walk(trap: Callable[[], Scene]) -> Walked:
    """Walk into a trap in every traced mode."""
    truth = ask(trap)
    answers = {name: ask(trap, mode) for name, mode in TRACED.items()}
    verdicts = {name: verdict(trap, one, truth) for name, one in answers.items()}
    return Walked(truth, answers, verdicts)
