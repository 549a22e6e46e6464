"""Steps in TensorFlow, without an aid and with each that leaves nothing behind."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import tensorflow as tf

from spotdiff.debugging.aids import problem, tensorflow_side
from spotdiff.debugging.aids.waiting import breakpoint_elsewhere
from spotdiff.measure import Timing, synchronize_tensorflow, time_together

PRINT, PDB = "print the loss", "pdb, breakpoint elsewhere"
GRAPH_PRINT, EAGERLY = "tf.print the loss", "run_functions_eagerly"
# By framework, way to run and aid: with it, and without.
Pairs = dict[tuple[str, str, str], tuple[Timing, Timing]]


def given() -> tuple[Any, ...]:
    """Return a network and digits: what a step is called with."""
    layers = tensorflow_side.network(problem.weights())
    return (layers, *tensorflow_side.place(*problem.digits()))


@contextmanager
def eager() -> Iterator[dict[str, Callable[[], Any]]]:
    """Yield calls that take a step, by the aid that is on; "" is none."""
    seen = given()

    def step() -> Any:
        return tensorflow_side.step(*seen)

    with Path(os.devnull).open("w") as nowhere, breakpoint_elsewhere() as debugged:
        yield {
            "": step,
            PRINT: lambda: print(float(step()), file=nowhere),
            PDB: lambda: debugged(step),
        }


@contextmanager
def in_function() -> Iterator[dict[str, Callable[[], Any]]]:
    """Yield the same for a step that is a graph."""
    seen = given()
    compiled = tf.function(tensorflow_side.step)

    def step_and_print(*seen: Any) -> None:
        loss = tensorflow_side.step(*seen)
        tf.print(loss, output_stream=f"file://{os.devnull}")

    printing = tf.function(step_and_print)

    def eagerly() -> Any:
        tf.config.run_functions_eagerly(True)
        try:
            return compiled(*seen)
        finally:
            tf.config.run_functions_eagerly(False)

    with breakpoint_elsewhere() as debugged:
        yield {
            "": lambda: compiled(*seen),
            GRAPH_PRINT: lambda: printing(*seen),
            EAGERLY: eagerly,
            PDB: lambda: debugged(compiled, *seen),
        }


def pairs(repeats: int) -> Pairs:
    """Time steps with every aid, and without.

    Args:
        repeats: Samples of each.

    Returns:
        Both timings, by framework, way to run, and aid.
    """
    found: Pairs = {}
    for way, ready in (("eager", eager()), ("function", in_function())):
        with ready as steps:
            timings = time_together(steps, repeats, synchronize_tensorflow)
        plain = timings.pop("")
        found |= {("TensorFlow", way, aid): (t, plain) for aid, t in timings.items()}
    return found
