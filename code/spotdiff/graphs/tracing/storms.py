"""Call after call, each with something new: how often is a function traced?"""

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from spotdiff.graphs.tracing import tensorflow_watch, torch_watch
from spotdiff.graphs.tracing.functions import double, times, total
from spotdiff.graphs.tracing.listening import heard
from spotdiff.graphs.tracing.problem import numbers
from spotdiff.graphs.tracing.torch_reports import storm

CALLS = 12
# From two on, for PyTorch gives an axis of length one a graph of its own.
LENGTHS = range(2, 2 + CALLS)

Calls = list[tuple[Any, ...]]


def batches() -> Calls:
    """Return arrays, each one longer than the one before."""
    return [(numbers(length),) for length in LENGTHS]


def floats() -> Calls:
    """Return an array with a Python number, another one each time."""
    return [(numbers(2), float(length)) for length in LENGTHS]


def scalars() -> Calls:
    """Return an array with a number that is an array too."""
    return [(numbers(2), numbers() * length) for length in LENGTHS]


def lists() -> Calls:
    """Return lists, each one longer than the one before."""
    return [([numbers(2)] * length,) for length in LENGTHS]


@dataclass(frozen=True)
class Kind:
    """Calls of one kind, and how both tracers are told of them.

    Attributes:
        new: What every call brings.
        written: What was written to help.
        function: What is traced.
        calls: Makes the arguments.
        option: Name of the tracers' options, if there are any.
    """

    new: str
    written: str
    function: Callable[..., Any]
    calls: Callable[[], Calls]
    option: str = ""


KINDS = (
    Kind("another batch size", "nothing", double, batches),
    Kind("", "`reduce_retracing=True` / nothing", double, batches, "LEARNING"),
    Kind(
        "",
        "`input_signature=[TensorSpec([None])]` / `dynamic=True`",
        double,
        batches,
        "ANY_LENGTH",
    ),
    Kind("another Python number", "nothing", times, floats),
    Kind("", "a tensor instead", times, scalars),
    Kind("a list one longer", "nothing", total, lists),
)


@dataclass(frozen=True)
class Counted:
    """What all calls of a kind came to.

    Attributes:
        tensorflow: Traces of tf.function.
        torch: Traces of torch.compile.
        outside: Calls for which torch.compile had no graph, and made none.
        messages: What PyTorch said.
    """

    tensorflow: int
    torch: int
    outside: int
    messages: list[str]


def counted(kind: Kind) -> Counted:
    """Make all calls of a kind, with both tracers."""
    found = storm(kind.function, kind.calls(), **options(kind, torch_watch))
    run = tensorflow_watch.Watched(kind.function, **options(kind, tensorflow_watch))
    with heard("tensorflow"):
        for arguments in kind.calls():
            run(*arguments)
    outside = found.in_graph.count(False)
    return Counted(run.traces, found.traces, outside, found.messages)


def options(kind: Kind, tracer: ModuleType) -> dict[str, Any]:
    """Return what a tracer is told for calls of a kind."""
    return getattr(tracer, kind.option) if kind.option else {}
