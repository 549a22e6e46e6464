"""The records in one table: how large each is, and whether it has a circle."""

from collections.abc import Mapping

from spotdiff.graphs.drawn.circles import is_acyclic
from spotdiff.graphs.drawn.problem import Graph
from spotdiff.tables import Table


def records(graphs: Mapping[str, Graph]) -> Table:
    """Tell the size of each record, and whether its arrows run in a circle.

    Args:
        graphs: whole records, by what they are called.

    Returns:
        A row for each: operations, arrows, and whether there is a circle.
    """
    rows = [
        (
            name,
            len(graph.operations),
            len(graph.arrows),
            "no" if is_acyclic(graph) else "yes",
        )
        for name, graph in graphs.items()
    ]
    return Table(["Record", "Operations", "Arrows", "Circle"], rows)
