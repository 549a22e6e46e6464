"""What a request costs: the source that grants it against the plain one."""

import inspect
from dataclasses import dataclass
from difflib import SequenceMatcher
from types import ModuleType

from spotdiff.classifier.boilerplate.reading import Piece, names_to_know, statements
from spotdiff.classifier.flexibility.alternating import keras_fit as keras_game
from spotdiff.classifier.flexibility.alternating import (
    tensorflow_side as tensorflow_game,
)
from spotdiff.classifier.flexibility.alternating import torch_side as torch_game
from spotdiff.classifier.flexibility.clipping import keras_fit as keras_clip
from spotdiff.classifier.flexibility.clipping import tensorflow_side as tensorflow_clip
from spotdiff.classifier.flexibility.clipping import torch_side as torch_clip
from spotdiff.classifier.flexibility.two_optimizers import keras_fit as keras_rates
from spotdiff.classifier.flexibility.two_optimizers import (
    tensorflow_side as tensorflow_rates,
)
from spotdiff.classifier.flexibility.two_optimizers import torch_side as torch_rates
from spotdiff.classifier.training import keras_fit as keras_plain
from spotdiff.classifier.training import tensorflow_side as tensorflow_plain
from spotdiff.classifier.training import torch_side as torch_plain
from spotdiff.tables import Table

# The plain training of each way.
WAYS: dict[str, ModuleType] = {
    "PyTorch, own loop": torch_plain,
    "TensorFlow, own loop": tensorflow_plain,
    "Keras, fit": keras_plain,
}
# What grants a request, in the order of the ways.
REQUESTS: dict[str, tuple[ModuleType, ...]] = {
    "clip, and note the length": (torch_clip, tensorflow_clip, keras_clip),
    "two learning rates": (torch_rates, tensorflow_rates, keras_rates),
    "two networks in turn": (torch_game, tensorflow_game, keras_game),
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


def overridden(module: ModuleType) -> list[str]:
    """List the methods that a module's classes write anew, as Class.method."""
    return [
        f"{name}.{method}"
        for name, kind in inspect.getmembers(module, inspect.isclass)
        if kind.__module__ == module.__name__
        for method, value in vars(kind).items()
        if inspect.isfunction(value) and hasattr(kind.__base__, method)
    ]


def cost(request: str, way: str, granted: ModuleType | None = None) -> Cost:
    """Compare the source that grants a request with the plain one of that way.

    Args:
        request: A key of `REQUESTS`.
        way: A key of `WAYS`.
        granted: What grants it; that of `REQUESTS` if left out.
    """
    module = granted or REQUESTS[request][list(WAYS).index(way)]
    plain, changed = Piece.of(WAYS[way], "train"), Piece.of(module)
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
