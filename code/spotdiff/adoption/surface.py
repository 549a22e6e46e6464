"""Both frameworks' public names, walked and looked at, each in a process of its own."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from spotdiff import runtime
from spotdiff.adoption.documentation import Documented, judge, stub_names
from spotdiff.adoption.public_names import FRAMEWORKS, public_names
from spotdiff.tables import Table


@dataclass(frozen=True)
class Scope:
    """Which of the names to count.

    Attributes:
        framework: Whose.
        says: Which, in words.
        without: Modules left out.
        within: The module that holds them; empty for any.
        dots: The most dots between the framework and the name; None for any number.
    """

    framework: str
    says: str
    without: tuple[str, ...] = ()
    within: str = ""
    dots: int | None = None

    def holds(self, path: str) -> bool:
        """Tell whether a name is one of them."""
        if any(path.startswith(f"{module}.") for module in self.without):
            return False
        if self.within and not path.startswith(f"{self.within}."):
            return False
        # Keras is a package by itself, and only by the way a part of TensorFlow.
        near = path.replace("tensorflow.keras.", "keras.")
        return self.dots is None or near.count(".") <= self.dots


PAST = ("tensorflow.compat",)
RAW = (*PAST, "tensorflow.raw_ops")
KERAS = (*RAW, "tensorflow.keras")
MOST_BARE = 3
# The first of each framework is the one that the page speaks of.
SCOPES = (
    Scope("PyTorch", "all of `torch`"),
    Scope("PyTorch", "with two dots at most", dots=2),
    Scope("PyTorch", "`torch.nn`, its layers", within="torch.nn", dots=2),
    Scope("TensorFlow", "`tf`, without `compat` and `raw_ops`", RAW),
    Scope("TensorFlow", "with two dots at most", RAW, dots=2),
    Scope(
        "TensorFlow",
        "`tf.keras.layers`",
        within="tensorflow.keras.layers",
        dots=2,
    ),
    Scope("TensorFlow", "without `tf.keras`, too", KERAS),
    Scope("TensorFlow", "with `raw_ops`", PAST),
    Scope("TensorFlow", "with `raw_ops` and `compat`: all"),
)


@dataclass(frozen=True)
class Counted:
    """What was found in a scope.

    Attributes:
        scope: Which names.
        names: How many.
        things: How many functions and classes they stand for.
        docstring: The share of these that have one.
        parameters: The share whose docstring names every parameter, among those
            whose parameters Python can tell.
        told: The share of those whose parameters Python can tell.
        example: The share that have an example.
        hints: The share that have type hints.
        deprecated: How many are deprecated.
        bare: The modules with most that have no docstring, and how many those are.
    """

    scope: Scope
    names: int
    things: int
    docstring: float
    parameters: float
    told: float
    example: float
    hints: float
    deprecated: int
    bare: tuple[tuple[str, int], ...]


def count(
    scope: Scope, names: Mapping[str, object], judged: Mapping[int, Documented]
) -> Counted:
    """Count what a scope holds.

    Args:
        scope: Which names.
        names: What they stand for.
        judged: What each thing has, by its identity.
    """
    held = {path: thing for path, thing in names.items() if scope.holds(path)}
    # The walk goes outwards, so that the last of reversed names is the shortest.
    first = {id(held[path]): path for path in reversed(held)}
    each = [judged[identity] for identity in first]
    bare = Counter(
        path.rpartition(".")[0]
        for identity, path in first.items()
        if not judged[identity].docstring
    )
    told = [one.parameters for one in each if one.parameters is not None]
    return Counted(
        scope=scope,
        names=len(held),
        things=len(each),
        docstring=share(one.docstring for one in each),
        parameters=share(told),
        told=len(told) / len(each),
        example=share(one.example for one in each),
        hints=share(one.hints for one in each),
        deprecated=sum(one.deprecated for one in each),
        bare=tuple(bare.most_common(MOST_BARE)),
    )


def share(answers: Iterable[bool]) -> float:
    """Return the share of those that are true."""
    given = list(answers)
    return sum(given) / len(given)


def survey(framework: str) -> list[Counted]:
    """Walk a framework, and look at all it offers. Run it in a process of its own."""
    where = FRAMEWORKS[framework]
    with runtime.without_import_notices():
        package = import_module(where.root)
        names = public_names(package, where)
    stubs = stub_names(Path(str(package.__file__)).parent)
    judged = {id(thing): judge(thing, stubs) for thing in names.values()}
    return [count(one, names, judged) for one in SCOPES if one.framework == framework]


def of(found: Sequence[Counted], framework: str) -> Counted:
    """Return the scope that the page speaks of."""
    return next(one for one in found if one.scope.framework == framework)


def per_cent(part: float) -> str:
    """Write a share."""
    return f"{100 * part:.0f} %"


def table(found: Sequence[Counted]) -> Table:
    """Show what is there, in every scope."""
    head = ["", "What is counted", "Names", "Functions and classes", "Docstring"]
    head += ["All parameters named", "Example", "Type hints", "Deprecated"]
    rows = [
        (
            one.scope.framework,
            one.scope.says,
            one.names,
            one.things,
            *map(per_cent, (one.docstring, one.parameters, one.example, one.hints)),
            one.deprecated,
        )
        for one in found
    ]
    return Table(head, rows)


def where_bare(found: Sequence[Counted]) -> Table:
    """Show in which modules most of what has no docstring stands."""
    rows = []
    for framework in FRAMEWORKS:
        one = of(found, framework)
        without = round(one.things * (1 - one.docstring))
        most = ", ".join(f"`{module}` {number}" for module, number in one.bare)
        rows.append((framework, without, most))
    return Table(["", "Without a docstring", "Most of them in"], rows)


def layers(found: Sequence[Counted], framework: str) -> Counted:
    """Return what was found among a framework's layers."""
    return next(
        one for one in found if one.scope.framework == framework and one.scope.within
    )
