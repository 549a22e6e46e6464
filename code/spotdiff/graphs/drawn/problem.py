"""What a graph is, in neither framework: operations, and which needs which."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]
Function = Callable[..., Any]

# What hands on the one thing it was given: no more than an arrow.
HANDS_ON = frozenset({"Identity", "ReadVariableOp", "output"})
# What holds a setting, such as a shape, or only keeps an order.
SETS_UP = frozenset({"Const", "NoOp"})


class GraphError(ValueError):
    """What was given is no graph."""


class Operation(NamedTuple):
    """A node of a record.

    Attributes:
        id: unique in its record.
        kind: what it does, in the framework's word: "Pow", "PowBackward1".
        name: what it is called, if it has a name that says something: "phi".
        part: the function within the record that it belongs to; empty for the
            record's own operations.
    """

    id: str
    kind: str
    name: str = ""
    part: str = ""


class Arrow(NamedTuple):
    """An edge of a record, as the record has it.

    Attributes:
        tail: the id of the operation it leaves.
        head: the id of the operation it points to.
        carries_data: or only an order: the tail is to be done first.
    """

    tail: str
    head: str
    carries_data: bool = True


@dataclass(frozen=True)
class Graph:
    """A framework's record of a computation.

    Attributes:
        operations: in the record's order.
        arrows: in the record's order; there may be several from one operation
            to another.
    """

    operations: tuple[Operation, ...]
    arrows: tuple[Arrow, ...]

    def __post_init__(self) -> None:
        """Refuse ids that are there twice, and arrows from or to nowhere."""
        ids = [operation.id for operation in self.operations]
        if len(set(ids)) < len(ids):
            raise GraphError(f"two operations have one id: {sorted(ids)}")
        ends = {end for arrow in self.arrows for end in arrow[:2]}
        if unknown := sorted(ends - set(ids)):
            raise GraphError(f"arrows from or to operations not there: {unknown}")

    def count(self, *kinds: str) -> int:
        """Count the operations of these kinds."""
        return sum(operation.kind in kinds for operation in self.operations)


def without_plumbing(
    graph: Graph,
    hands_on: Collection[str] = HANDS_ON,
    sets_up: Collection[str] = SETS_UP,
) -> Graph:
    """Return a record's computation alone, by three rules.

    Arrows that carry no data are left out, and so are operations of the kinds in
    `sets_up` together with their arrows. An operation of a kind in `hands_on`
    becomes an arrow from what it was given to whoever takes it. Arguments of a
    function that it never uses are left out.

    Args:
        graph: a record.
        hands_on: kinds that hand on the one thing that they were given.
        sets_up: kinds that hold settings or keep an order.

    Returns:
        What is left, in the record's order.

    Raises:
        GraphError: an operation that should hand one thing on was given several.
    """
    kinds = {operation.id: operation.kind for operation in graph.operations}
    given: dict[str, list[str]] = {operation: [] for operation in kinds}
    for tail, head, carries_data in graph.arrows:
        if carries_data and kinds[tail] not in sets_up:
            given[head].append(tail)

    def origin(operation: str) -> str:
        while kinds[operation] in hands_on and given[operation]:
            if len(given[operation]) > 1:
                raise GraphError(f"{operation} was given {given[operation]}")
            (operation,) = given[operation]
        return operation

    gone = {*hands_on, *sets_up}
    kept = [one for one in graph.operations if one.kind not in gone]
    arrows = [Arrow(origin(tail), one.id) for one in kept for tail in given[one.id]]
    used = {end for arrow in arrows for end in arrow[:2]}
    kept = [one for one in kept if not one.part or one.id in used]
    return Graph(tuple(kept), tuple(arrows))


def numbered(kinds: Iterable[str]) -> Iterator[str]:
    """Yield an id for each kind: the kind, and a number from its second time on."""
    seen: dict[str, int] = {}
    for kind in kinds:
        seen[kind] = seen.get(kind, 0) + 1
        yield kind if seen[kind] == 1 else f"{kind}_{seen[kind]}"


def chain(*ids: str) -> Graph:
    """Return operations in a row."""
    arrows = tuple(Arrow(tail, head) for tail, head in pairwise(ids))
    return Graph(tuple(Operation(one, one) for one in ids), arrows)
