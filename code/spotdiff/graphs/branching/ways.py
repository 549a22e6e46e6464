"""Both programs in every way: what they give, and who decides."""

import ast
import inspect
import sys
import textwrap
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import SequenceMatcher
from types import FrameType, ModuleType
from typing import Any

import numpy as np

from spotdiff import runtime
from spotdiff.graphs.branching import (
    problem,
    tensorflow1_side,
    tensorflow_side,
    torch_operators,
    torch_side,
)
from spotdiff.graphs.branching.problem import Answer, Array, Program
from spotdiff.graphs.exporting import exported
from spotdiff.measure import largest_difference
from spotdiff.tables import Table

torch, tf = runtime.import_frameworks()

PROGRAMS = {"shortened": problem.STEPS, "anomaly": problem.MEANS}
# Captures what any other backend captures, and runs it as it is: compiling it would
# take time and change no answer of this page.
BACKEND = "eager"
OURS = "spotdiff."
# Numbers up to 8 in float64, after at most a dozen rounds: a few units in the last
# place.
TOLERANCE = 1e-13


@dataclass(frozen=True)
class Way:
    """A way to write and run the programs.

    Attributes:
        name: As the page has it.
        source: The module with both programs.
        plain: The one with which its source is compared: the eager one.
        prepare: Makes of a program, and an example of its input, what is called.
        wrapped: Whether `prepare` is one more line, a decorator or a call.
        value_and_slope: Calls it.
    """

    name: str
    source: ModuleType
    plain: ModuleType
    prepare: Callable[[Program, Array], Program]
    wrapped: bool
    value_and_slope: Callable[[Program, Array], tuple[Array, Array]]


def as_it_is(program: Program, example: Array) -> Program:
    """Return a program as it is."""
    return program


def compiled(program: Program, example: Array) -> Program:
    """Compile a program, in one graph or more."""
    return torch.compile(program, backend=BACKEND)  # type: ignore[no-any-return]


def compiled_whole(program: Program, example: Array) -> Program:
    """Compile a program in one graph, or not at all."""
    return torch.compile(program, backend=BACKEND, fullgraph=True)  # type: ignore[no-any-return]


def exported_module(program: Program, example: Array) -> Program:
    """Export a program, and return what was exported."""
    return exported(program, example).module()  # type: ignore[no-any-return]


def function(program: Program, example: Array) -> Program:
    """Make a program a tf.function; AutoGraph rewrites it."""
    return tf.function(program)  # type: ignore[no-any-return]


TORCH, TENSORFLOW, GRAPH = (
    side.value_and_slope for side in (torch_side, tensorflow_side, tensorflow1_side)
)
_t, _f = torch_side, tensorflow_side
_o, _g = torch_operators, tensorflow1_side
WAYS = (
    Way("PyTorch", _t, _t, as_it_is, False, TORCH),
    Way("`torch.compile`", _t, _t, compiled, True, TORCH),
    Way("`torch.compile`, operators", _o, _t, compiled_whole, True, TORCH),
    Way("`torch.export`, operators", _o, _t, exported_module, True, TORCH),
    Way("TensorFlow", _f, _f, as_it_is, False, TENSORFLOW),
    Way("`tf.function`", _f, _f, function, True, TENSORFLOW),
    Way("TensorFlow 1, operators", _g, _f, as_it_is, False, GRAPH),
)


@dataclass(frozen=True)
class Outcome:
    """What one way gave for one program.

    Attributes:
        value: Furthest from NumPy's, over all inputs.
        slope: Furthest from NumPy's, over all inputs.
        asked: How often Python asked a tensor whether it is true, by whose code.
        lines: Of the eager source that had to change, and new ones.
    """

    value: float
    slope: float
    asked: dict[str, int]
    lines: int


def run(way: Way, name: str) -> Outcome:
    """Run one program in one way, for every input, and compare."""
    torch._dynamo.reset()
    inputs = PROGRAMS[name]
    program = way.prepare(getattr(way.source, name), inputs[0])
    with watched() as asked:
        found = [way.value_and_slope(program, array) for array in inputs]
    wanted = [oracle(name, array) for array in inputs]
    value, slope = (
        max(
            largest_difference(one[part], (other.value, other.slope)[part]).absolute
            for one, other in zip(found, wanted, strict=True)
        )
        for part in (0, 1)
    )
    return Outcome(value, slope, dict(Counter(asked)), changed(way, name))


def oracle(name: str, array: Array) -> Answer:
    """Run one program in NumPy."""
    answer: Answer = getattr(problem, name)(array)
    return answer


def decisions(name: str) -> int:
    """Count how often the data decide, over all inputs of a program."""
    return sum(oracle(name, array).decisions for array in PROGRAMS[name])


@contextmanager
def watched() -> Iterator[list[str]]:
    """Note, for every `if` and `while` of Python's on a tensor, whose code it is in."""
    asked: list[str] = []
    kinds = (torch.Tensor, torch.compiler.disable), (type(tf.constant(0)), same)
    before = [kind.__bool__ for kind, _ in kinds]
    for (kind, hidden), old in zip(kinds, before, strict=True):
        kind.__bool__ = hidden(noting(old, asked))
    try:
        yield asked
    finally:
        for (kind, _), old in zip(kinds, before, strict=True):
            kind.__bool__ = old


def same(answer: Any) -> Any:
    """Return what is given."""
    return answer


def noting(old: Callable[[Any], bool], asked: list[str]) -> Callable[[Any], bool]:
    """Return a tensor's `__bool__` that notes who asks."""

    def truth(tensor: Any) -> bool:
        asked.append("ours" if asker().startswith(OURS) else "PyTorch's")
        return old(tensor)

    return truth


def asker() -> str:
    """Name the module that asked, beyond what is around the question itself."""
    frame: FrameType | None = sys._getframe(2)
    around = "torch._dynamo", "contextlib"
    while frame and frame.f_globals["__name__"].startswith(around):
        frame = frame.f_back
    return frame.f_globals["__name__"] if frame else ""


def changed(way: Way, name: str) -> int:
    """Count the lines of the eager program that changed, and new ones."""
    old, new = (lines(getattr(side, name)) for side in (way.plain, way.source))
    return way.wrapped + sum(
        max(j - i, n - m)
        for tag, i, j, m, n in SequenceMatcher(None, old, new, False).get_opcodes()
        if tag != "equal"
    )


def lines(program: Program) -> list[str]:
    """Return a function's lines, without its docstring."""
    source = textwrap.dedent(inspect.getsource(program))
    (definition,) = ast.parse(source).body
    assert isinstance(definition, ast.FunctionDef)
    first = definition.body[1].lineno
    return [line.strip() for line in source.splitlines()[first - 1 :]]


def pieces(name: str) -> tuple[int, int]:
    """Compile an eager program for all its inputs, and count what was captured.

    Returns:
        How many graphs there are, and how often one of them ran.
    """
    torch._dynamo.reset()
    ran: list[int] = []
    graphs = 0

    def counting(graph: Any, _: Any) -> Program:
        nonlocal graphs
        graphs, number = graphs + 1, graphs

        def run(*given: Any) -> Any:
            ran.append(number)
            return graph(*given)

        return run

    program = torch.compile(getattr(torch_side, name), backend=counting)
    for array in PROGRAMS[name]:
        torch_side.value_and_slope(program, array)
    return graphs, len(ran)


def outcomes(name: str) -> dict[str, Outcome]:
    """Run one program in every way."""
    return {way.name: run(way, name) for way in WAYS}


def table(found: dict[str, Outcome]) -> Table:
    """Set the ways of one program under each other."""
    rows = [
        (
            name,
            one.value,
            one.slope,
            " and ".join(f"{count} in {whose}" for whose, count in one.asked.items())
            or "none",
            one.lines,
        )
        for name, one in found.items()
    ]
    head = ["Way", "Value apart", "Slope apart", "Decisions by Python's own code"]
    return Table([*head, "Lines changed"], rows, digits=1)


def gap(found: dict[str, Outcome]) -> float:
    """Return how far any way is from NumPy, values and slopes alike."""
    return float(np.max([(one.value, one.slope) for one in found.values()]))
