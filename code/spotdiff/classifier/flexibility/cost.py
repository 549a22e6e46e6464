"""What a request costs: the source that grants it against the plain one."""

import importlib
import inspect
from dataclasses import dataclass
from difflib import SequenceMatcher

from spotdiff.classifier.boilerplate.reading import Piece, names_to_know, statements
from spotdiff.tables import Table

HERE = "classifier.flexibility"
WAYS = {
    "PyTorch, own loop": "torch_side",
    "TensorFlow, own loop": "tensorflow_side",
    "Keras, fit": "keras_fit",
}
REQUESTS = {
    "clip, and note the length": "clipping",
    "two learning rates": "two_optimizers",
    "two networks in turn": "alternating",
}


@dataclass(frozen=True)
class Cost:
    """What one request costs in one way of training.

    Attributes:
        request: What is wanted.
        way: A key of `WAYS`.
        written: Statements that the plain training of that way does not have, each
            on one line; changed ones among them.
        names: Names of the framework that the plain one does not ask for.
        overridden: Methods of the framework that are written anew.
    """

    request: str
    way: str
    written: list[str]
    names: list[str]
    overridden: list[str]


def written(plain: Piece, changed: Piece) -> list[str]:
    """List the statements of a source that the plain one lacks, in place.

    Layout, indentation, comments, docstrings, annotations and imports do not count.
    """
    old, new = statements(plain), statements(changed)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return [
        line
        for tag, _, _, first, last in matcher.get_opcodes()
        if tag != "equal"
        for line in new[first:last]
    ]


def overridden(module: str) -> list[str]:
    """List the methods that a module's classes write anew, as Class.method.

    Args:
        module: Its name below `spotdiff`; it is imported.
    """
    loaded = importlib.import_module(f"spotdiff.{module}")
    return [
        f"{name}.{method}"
        for name, kind in inspect.getmembers(loaded, inspect.isclass)
        if kind.__module__ == loaded.__name__
        for method, value in vars(kind).items()
        if inspect.isfunction(value) and hasattr(kind.__base__, method)
    ]


def cost(request: str, way: str, side: str = "") -> Cost:
    """Compare the source that grants a request with the plain one of that way.

    Args:
        request: A key of `REQUESTS`.
        way: A key of `WAYS`.
        side: The file in the request's folder; that of the way if left out.
    """
    module = f"{HERE}.{REQUESTS[request]}.{side or WAYS[way]}"
    plain = Piece.of(f"classifier.training.{WAYS[way]}", "train")
    changed = Piece.of(module)
    known = names_to_know([plain])
    names = [name for name in names_to_know([changed]) if name not in known]
    return Cost(request, way, written(plain, changed), names, overridden(module))


def costs() -> list[Cost]:
    """Return the cost of every request in every way."""
    return [cost(request, way) for request in REQUESTS for way in WAYS]


def table() -> Table:
    """Set the costs under each other, request by request."""
    rows = [
        (
            one.request,
            one.way,
            len(one.written),
            len(one.names),
            ", ".join(f"`{name.split('.')[1]}`" for name in one.overridden) or None,
        )
        for one in costs()
    ]
    head = ["Request", "Way", "Statements", "New names", "Methods overridden"]
    return Table(head, rows)
