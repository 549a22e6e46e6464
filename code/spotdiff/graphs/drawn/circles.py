"""Whether the arrows of a graph run in a circle, and which of them do."""

from graphlib import CycleError, TopologicalSorter

from spotdiff.graphs.drawn.problem import Arrow, Graph, GraphError


def order(graph: Graph) -> list[str]:
    """Return the ids of a graph's operations so that every arrow points to the right.

    Raises:
        GraphError: there is no such order, since arrows run in a circle.
    """
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for operation in graph.operations:
        sorter.add(operation.id)
    for arrow in graph.arrows:
        sorter.add(arrow.head, arrow.tail)
    try:
        return list(sorter.static_order())
    except CycleError as error:
        circle = " -> ".join(error.args[1])
        raise GraphError(f"arrows run in a circle: {circle}") from error


def is_acyclic(graph: Graph) -> bool:
    """Tell whether the operations of a graph can be brought into an order."""
    return not circling(graph)


def circling(graph: Graph) -> set[Arrow]:
    """Return the arrows of a graph that are part of a circle."""
    heads: dict[str, set[str]] = {}
    for arrow in graph.arrows:
        heads.setdefault(arrow.tail, set()).add(arrow.head)

    def reached_from(start: str) -> set[str]:
        found, waiting = {start}, [start]
        while waiting:
            new = heads.get(waiting.pop(), set()) - found
            found |= new
            waiting += new
        return found

    return {a for a in graph.arrows if a.tail in reached_from(a.head)}
