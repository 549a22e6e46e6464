"""The kinds of counterparts that a module or a layer may have among functions."""

from collections.abc import Iterable
from dataclasses import dataclass

SAME = "one function of the same name"
OTHER = "one function of another name"
BIAS = "one function, and another for the bias"
ELSEWHERE = "one function that lives elsewhere"
SEVERAL = "several functions"
PART = "functions for a part of it"
NONE = "no function"
MODULES = "made of other modules"
NOTHING = "computes nothing itself"
NOT_RUN = "prepares data, or wraps another library"
KINDS = (
    SAME,
    OTHER,
    BIAS,
    ELSEWHERE,
    SEVERAL,
    PART,
    NONE,
    MODULES,
    NOTHING,
    NOT_RUN,
)
ONE = (SAME, OTHER)


@dataclass(frozen=True)
class Entry:
    """What was found about one module, or one layer.

    Attributes:
        name: Its class.
        kind: One of `KINDS`.
        functions: The functions, or the classes of modules, that do its work.
        difference: Between its output and the function's; None if it has none.
        deprecated: The warning given when it is built, or nothing.
    """

    name: str
    kind: str
    functions: tuple[str, ...] = ()
    difference: float | None = None
    deprecated: str = ""


def plainly(name: str) -> str:
    """Write a name without case and underscores: MaxPool2d is max_pool2d."""
    return name.replace("_", "").lower()


def named(entries: Iterable[Entry], *kinds: str) -> list[str]:
    """Return the names of all entries of given kinds."""
    return [entry.name for entry in entries if entry.kind in kinds]
