"""The records, drawn as they were read."""

from spotdiff.diagrams import Diagram, Edge, Node, draw_graph
from spotdiff.graphs.drawn.circles import circling, is_acyclic
from spotdiff.graphs.drawn.problem import Graph, without_plumbing

# Where something comes in, or a weight waits.
SOURCES = ("AccumulateGrad", "Arg", "Const", "Placeholder", "placeholder")


def nodes_of(graph: Graph) -> list[Node]:
    """Return a box for each operation: its name, if it has one, and its kind."""
    return [
        Node(
            id=one.id,
            label=one.name or one.kind,
            detail=one.kind if one.name else "",
            role="source" if one.kind in SOURCES else "operation",
            group=one.part,
        )
        for one in graph.operations
    ]


def edges_of(graph: Graph) -> list[Edge]:
    """Return an arrow for each of the record, heavy where they run in a circle."""
    in_a_circle = circling(graph)
    return [
        Edge(
            arrow.tail,
            arrow.head,
            "loop"
            if arrow in in_a_circle
            else "data"
            if arrow.carries_data
            else "control",
        )
        for arrow in graph.arrows
    ]


def size(graph: Graph) -> str:
    """Say how many operations and arrows there are, and of which sort."""
    sort = "without a circle" if is_acyclic(graph) else "some of them in a circle"
    return f"{len(graph.operations)} operations and {len(graph.arrows)} arrows, {sort}"


def expression(graph: Graph, framework: str) -> Diagram:
    """Draw the whole record of the toy expression.

    Args:
        graph: the record.
        framework: whose it is.
    """
    backward = graph.count("AccumulateGrad") > 0
    last = graph.operations[0] if backward else graph.operations[-1]
    return draw_graph(
        nodes_of(graph),
        edges_of(graph),
        name=f"expression-{framework.lower()}",
        alt=f"{framework}'s record of the error: {size(graph)}. "
        + (
            f"It starts at {last.kind} and ends at the one weight."
            if backward
            else "It leads from three placeholders to the error."
        ),
        caption="Arrows point to what `backward` calls next: to what was "
        "computed before."
        if backward
        else "Arrows point to what is computed next. Dotted: an order, no data.",
        framework=framework,
        upwards=backward,
    )


def network(graph: Graph, framework: str) -> Diagram:
    """Draw the classifier's record, the plumbing taken out.

    Args:
        graph: the whole record.
        framework: whose it is.
    """
    plain = without_plumbing(graph)
    return draw_graph(
        nodes_of(plain),
        edges_of(plain),
        name=f"classifier-{framework.lower()}",
        alt=f"{framework}'s record of the classifier: {size(plain)}. From the image "
        "one path leads down through two convolutions and two matrix products to the "
        "scores; weights join it from the sides.",
        caption=f"{len(graph.operations)} operations in the record, "
        f"{len(plain.operations)} drawn.",
        framework=framework,
    )


def loop(graph: Graph, framework: str) -> Diagram:
    """Draw the record of a loop, the plumbing taken out.

    Args:
        graph: the whole record.
        framework: whose it is.
    """
    plain = without_plumbing(graph)
    backward = graph.count("AccumulateGrad") > 0
    times = plain.count("MulBackward0")
    what = {
        "PyTorch": f"{times} products in a row, one for each turn of the loop.",
        "TensorFlow 1": "an arrow leads from NextIteration back up to Merge.",
        "TensorFlow": "one While operation, and apart from it two small graphs, its "
        "condition and its body.",
    }[framework]
    return draw_graph(
        nodes_of(plain),
        edges_of(plain),
        name=f"loop-{framework.lower().replace(' ', '-')}",
        alt=f"{framework}'s record of the loop, {size(plain)}: {what}",
        caption={
            "PyTorch": "A row as long as the loop ran.",
            "TensorFlow 1": "Heavy arrows run in a circle.",
            "TensorFlow": "One operation; what it repeats stands in frames.",
        }[framework],
        framework=framework,
        upwards=backward,
    )
