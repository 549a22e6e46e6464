"""What happens to a traced function: calls, a change of the world, another call."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from spotdiff.graphs.tracing.traps import nothing


@dataclass(frozen=True)
class Story:
    """Calls, a change, and a call.

    Attributes:
        function: What is traced.
        first: Calls the watched function, as often as it takes.
        then: Calls it once more, and tells a number.
        expected: The number that is right by then.
        change: What is done to the world in between, if anything: the last call may
            have other arguments, which is a change too.
    """

    function: Callable[..., Any]
    first: Callable[[Any], object]
    then: Callable[[Any], float]
    expected: float
    change: Callable[[], object] = nothing
