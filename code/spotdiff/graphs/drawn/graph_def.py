"""A TensorFlow graph, read from the form in which it is written to a file."""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from spotdiff.graphs.drawn.problem import Arrow, Graph, Operation

NO_NAMES: Mapping[str, str] = MappingProxyType({})


def read(graph: Any, weights: Iterable[Any] = ()) -> Graph:
    """Read operations and their inputs, those of functions within included.

    Args:
        graph: a `tf.Graph`, or the graph of a traced function.
        weights: of the network that was traced, to tell them by their names.

    Returns:
        The record. A function that an operation calls is a part, named after the
        operation and the function's use there: "while: body".
    """
    return read_definition(graph.as_graph_def(), names_of(graph, weights))


def read_definition(definition: Any, names: Mapping[str, str] = NO_NAMES) -> Graph:
    """Read a `GraphDef`.

    Args:
        definition: operations, and the functions that they call.
        names: of what comes in at an operation, by the operation's name.

    Returns:
        The record, as `read` gives it.
    """
    operations, arrows = [], []
    for part, node in nodes_of(definition):
        name = own_name(names.get(node.name, node.name), part) if gives(node) else ""
        place = f"{part}: " if part else ""
        operations.append(Operation(place + node.name, node.op, name, part))
        for given in node.input:
            # "name:1" is the second of several results; "^name" gives no data.
            tail = place + given.removeprefix("^").partition(":")[0]
            carries_data = not given.startswith("^")
            arrows.append(Arrow(tail, place + node.name, carries_data))
    return Graph(tuple(operations), tuple(arrows))


def gives(node: Any) -> bool:
    """Tell whether something comes in at a node."""
    return node.op in ("Placeholder", "Arg")


def own_name(name: str, part: str) -> str:
    """Return an argument's name without its caller's, which is put before it."""
    caller = part.rpartition(", ")[2].partition(":")[0].replace("/", "_")
    while caller and name.startswith(f"{caller}_"):
        name = name.removeprefix(f"{caller}_")
    return name


def names_of(graph: Any, weights: Iterable[Any]) -> dict[str, str]:
    """Return the names of weights by the names of the inputs they arrive at."""
    names = {id(weight.value.handle): weight.name for weight in weights}
    captures = getattr(graph, "captures", ())
    return {
        inside.op.name: names[id(outside)]
        for outside, inside in captures
        if id(outside) in names
    }


class Argument:
    """An argument of a function, looking like a node."""

    op = "Arg"
    input = ()
    attr: Mapping[str, Any] = MappingProxyType({})

    def __init__(self, name: str) -> None:
        """Take the argument's name."""
        self.name = name


def part_name(around: str, caller: str, use: str) -> str:
    """Name a function after where it is called, and what for."""
    return f"{around}, {caller}: {use}" if around else f"{caller}: {use}"


def nodes_of(definition: Any) -> Iterator[tuple[str, Any]]:
    """Yield each node with the part it belongs to."""
    library = {one.signature.name: one for one in definition.library.function}

    def inside(nodes: Iterable[Any], part: str) -> Iterator[tuple[str, Any]]:
        for node in nodes:
            yield part, node
            for use in sorted(node.attr):
                called = library.get(node.attr[use].func.name)
                if called is not None:
                    arguments = [Argument(a.name) for a in called.signature.input_arg]
                    within = [*arguments, *called.node_def]
                    yield from inside(within, part_name(part, node.name, use))

    yield from inside(definition.node, "")
