"""What TensorFlow itself tells of a traced function."""

from collections.abc import Callable, Iterable
from typing import Any

from spotdiff.graphs.tracing.listening import heard
from spotdiff.graphs.tracing.tensorflow_watch import Watched
from spotdiff.graphs.tracing.wording import of_place

Calls = Iterable[tuple[Any, ...]]


def signatures(function: Callable[..., Any], calls: Calls) -> str:
    """Call a traced function, and list what it was traced for.

    Args:
        function: To be traced.
        calls: The arguments of each call, arrays for tensors.
    """
    run = Watched(function)
    with heard("tensorflow"):
        for arguments in calls:
            run(*arguments)
    return str(run.traced.pretty_printed_concrete_signatures()).strip()


def warning(function: Callable[..., Any], calls: Calls) -> tuple[int, str]:
    """Call a traced function until TensorFlow warns of its traces.

    It warns twice of a function and then no longer, in the whole process.

    Args:
        function: To be traced; it must not have been warned of.
        calls: The arguments of each call, arrays for tensors.

    Returns:
        How many calls it took, and the warning.

    Raises:
        ValueError: It did not warn.
    """
    run = Watched(function)
    with heard("tensorflow") as messages:
        for number, arguments in enumerate(calls, 1):
            run(*arguments)
            if messages:
                return number, of_place(messages[0])
    raise ValueError("TensorFlow said nothing")
