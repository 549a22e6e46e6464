"""Who refuses a Python `if` or `while` on data, and in what words."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from spotdiff import runtime
from spotdiff.graphs.branching import (
    problem,
    tensorflow1_side,
    tensorflow_side,
    torch_side,
)
from spotdiff.graphs.branching.problem import Array, Program
from spotdiff.graphs.branching.ways import compiled_whole, exported_module
from spotdiff.tables import Table

torch, tf = runtime.import_frameworks()


@dataclass(frozen=True)
class Refusal:
    """An error in place of a graph.

    Attributes:
        error: Its class.
        words: The first line of its message.
    """

    error: str
    words: str


def whole(program: Program, array: Array) -> Any:
    """Ask torch.compile for one graph."""
    torch._dynamo.reset()
    return torch_side.value_and_slope(compiled_whole(program, array), array)


def export(program: Program, array: Array) -> Any:
    """Ask torch.export for one graph."""
    return torch_side.value_and_slope(exported_module(program, array), array)


def graph(program: Program, array: Array) -> Any:
    """Build a graph of TensorFlow 1."""
    return tensorflow1_side.value_and_slope(program, array)


def unconverted(program: Program, array: Array) -> Any:
    """Trace a tf.function without AutoGraph."""
    traced = tf.function(program, autograph=False)
    return tensorflow_side.value_and_slope(traced, array)


WAYS: dict[str, tuple[Any, Callable[[Program, Array], Any]]] = {
    "`torch.compile(fullgraph=True)`": (torch_side, whole),
    "`torch.export`": (torch_side, export),
    "TensorFlow 1": (tensorflow_side, graph),
    "`tf.function(autograph=False)`": (tensorflow_side, unconverted),
}


def refusal(way: str, name: str) -> Refusal:
    """Give a way the eager program, and return what it says.

    Args:
        way: A key of `WAYS`.
        name: Of the program.

    Raises:
        RuntimeError: It accepted the program.
    """
    side, attempt = WAYS[way]
    (first, *_) = problem.STEPS if name == "shortened" else problem.MEANS
    try:
        attempt(getattr(side, name), first)
    # The classes are the frameworks' own, and some of them private.
    except Exception as error:
        return Refusal(type(error).__name__, first_sentence(str(error)))
    raise RuntimeError(f"{way} accepted {name}")


def first_sentence(message: str) -> str:
    """Return what a message begins with."""
    lines = [line.strip() for line in message.splitlines() if line.strip()]
    # AutoGraph and Keras put the place before the words.
    said = next((line for line in lines if "symbolic" in line), lines[0])
    return said.split(". ")[0].split("  (")[0].rstrip(".")


def table(name: str) -> Table:
    """Put one program to everybody who refuses it."""
    rows = [
        (way, f"`{said.error}`", said.words)
        for way in WAYS
        for said in [refusal(way, name)]
    ]
    return Table(["Asked", "Error", "It begins"], rows)
