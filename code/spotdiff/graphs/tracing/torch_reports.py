"""What PyTorch itself tells of a compiled function."""

import io
import warnings
from collections.abc import Callable, Iterable
from contextlib import redirect_stdout
from typing import Any, NamedTuple

import torch

from spotdiff.graphs.tracing import torch_notes
from spotdiff.graphs.tracing.functions import double
from spotdiff.graphs.tracing.listening import heard
from spotdiff.graphs.tracing.problem import each, numbers
from spotdiff.graphs.tracing.torch_watch import Watched
from spotdiff.graphs.tracing.wording import of_break, of_place

Calls = Iterable[tuple[Any, ...]]


def recompiles(function: Callable[..., Any], calls: Calls) -> str:
    """Call a compiled function, and return what TORCH_LOGS=recompiles would print.

    Args:
        function: To be compiled.
        calls: The arguments of each call, arrays for tensors.
    """
    torch_notes.forget()
    compiled: Any = torch.compile(function, backend="eager")
    torch_notes.LOGGING.set_logs(recompiles=True)
    try:
        with heard("torch._dynamo.guards.__recompiles") as messages:
            for arguments in calls:
                compiled(*each(torch.tensor, arguments))
    finally:
        torch_notes.LOGGING.set_logs(recompiles=False)
    return "\n".join(map(of_place, messages))


class Guard(NamedTuple):
    """A condition under which a graph may be used again.

    Attributes:
        kind: Of what sort it is.
        name: What is looked at.
    """

    kind: str
    name: str


def guards(function: Callable[..., Any], *inputs: Any) -> list[Guard]:
    """List the guards of a function's first graph that look at something named.

    Args:
        function: To be compiled.
        *inputs: What it is called with, arrays for tensors.
    """
    told = explained(function, inputs)
    return sorted(Guard(g.create_fn_name(), g.name) for g in told.out_guards if g.name)


class Break(NamedTuple):
    """A place where the graph ends and Python goes on.

    Attributes:
        line: Of the source.
        reason: In the words of the framework.
    """

    line: str
    reason: str


def breaks(function: Callable[..., Any], *inputs: Any) -> list[Break]:
    """List where a function leaves the graph, and why.

    Args:
        function: To be compiled.
        *inputs: What it is called with, arrays for tensors.
    """
    return [
        Break(one.user_stack[-1].line or "", of_break(one.reason))
        for one in explained(function, inputs).break_reasons
    ]


def explained(function: Callable[..., Any], inputs: tuple[Any, ...]) -> Any:
    """Return what the compiler tells of a function; what that prints is dropped."""
    torch_notes.forget()
    with (
        warnings.catch_warnings(),
        heard("torch._dynamo"),
        redirect_stdout(io.StringIO()),
    ):
        warnings.simplefilter("ignore")
        return torch._dynamo.explain(function)(*each(torch.tensor, inputs))


def traces_if_marked(lengths: Iterable[int]) -> int:
    """Double arrays of several lengths, the first marked as one of many lengths.

    Args:
        lengths: Of the arrays; the first is the one that is marked.

    Returns:
        How often the function was read.
    """
    run = Watched(double)
    first, *others = (torch.tensor(numbers(length)) for length in lengths)
    torch._dynamo.mark_dynamic(first, 0)
    for x in (first, *others):
        run.traced(x)
    return run.traces


class Storm(NamedTuple):
    """Call after call, each with something new.

    Attributes:
        in_graph: For each call, whether a graph ran; if none did, Python did.
        traces: How often the Python was read.
        messages: What the compiler said.
    """

    in_graph: list[bool]
    traces: int
    messages: list[str]


def storm(function: Callable[..., Any], calls: Calls, **options: Any) -> Storm:
    """Call a compiled function, and see which calls a graph answers.

    Args:
        function: To be compiled.
        calls: The arguments of each call, arrays for tensors.
        **options: Of the compiler.
    """
    runs: list[int] = []

    def counted(graph: Any, _: Any) -> Callable[..., Any]:
        def run(*inputs: Any) -> Any:
            runs.append(1)
            return graph(*inputs)

        return run

    torch_notes.forget()
    compiled: Any = torch.compile(function, backend=counted, **options)
    in_graph: list[bool] = []
    with heard("torch._dynamo") as messages:
        for arguments in calls:
            before = len(runs)
            compiled(*each(torch.tensor, arguments))
            in_graph.append(len(runs) > before)
    return Storm(in_graph, len(torch_notes.traced()), list(map(of_place, messages)))
