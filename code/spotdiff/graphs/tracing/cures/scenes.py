"""Each cure as a trap of its own: the same two calls, with the same change."""

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType

from spotdiff.graphs.tracing.cures import tensorflow_side, torch_side
from spotdiff.graphs.tracing.traps import AFTER, Line, Scene

# The sides, and the modes of each.
SIDES: dict[ModuleType, tuple[str, ...]] = {
    tensorflow_side: ("tf.function",),
    torch_side: ("torch.compile", "torch.export"),
}


@dataclass(frozen=True)
class Cure:
    """A wish, and how both sides say it.

    Attributes:
        title: What is wished for.
        against: What is not written instead.
        line: Finds the function of a side.
        scene: Sets the scene on a side.
    """

    title: str
    against: str
    line: Callable[[ModuleType], Line]
    scene: Callable[[ModuleType], Scene]


def setting(side: ModuleType) -> Scene:
    """Set the factor anew between two calls."""
    known = side.Known()
    put = known.factor.fill_ if side is torch_side else known.factor.assign
    return Scene(known.scaled, lambda: put(AFTER))


def counting(side: ModuleType) -> Scene:
    """Look at the count after each of two calls."""
    known = side.Known()
    return Scene(known.counted, effect=lambda _: float(known.calls))


def drawing(side: ModuleType) -> Scene:
    """Draw twice."""
    return Scene(side.noisy)


def sending(side: ModuleType) -> Scene:
    """Look at what Python has seen after each of two calls."""
    side.SEEN.clear()
    return Scene(side.errand, effect=lambda _: len(side.SEEN))


CURES = (
    Cure(
        "a number that will change",
        "a global, an attribute, a closure",
        lambda side: side.Known.scaled,
        setting,
    ),
    Cure(
        "a count",
        "`+= 1` on a Python number",
        lambda side: side.Known.counted,
        counting,
    ),
    Cure(
        "chance",
        "`random`, NumPy's generators",
        lambda side: side.noisy,
        drawing,
    ),
    Cure(
        "anything that only Python can do",
        "`print`, `append`, clocks, iterators",
        lambda side: side.errand,
        sending,
    ),
)
