"""What may change after a trace, and what each tracer makes of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from spotdiff.graphs.tracing import (
    keras_models,
    tensorflow_watch,
    torch_models,
    torch_watch,
)
from spotdiff.graphs.tracing.functions import double, scaled, times, total
from spotdiff.graphs.tracing.listening import heard
from spotdiff.graphs.tracing.problem import numbers
from spotdiff.graphs.tracing.stories import Story
from spotdiff.graphs.tracing.traps import (
    Scene,
    Settings,
    looping_over_a_list,
    nothing,
    reading_a_global,
)

TRACERS = {"tf.function": tensorflow_watch, "torch.compile": torch_watch}


def calls(
    function: Callable[..., Any],
    *arguments: tuple[Any, ...],
    expected: float,
    change: Callable[[], object] = nothing,
) -> Story:
    """Call a function once with each arguments; the last is the one that counts."""
    *earlier, last = arguments

    def first(run: Any) -> None:
        for one in earlier:
            run(*one)

    return Story(function, first, lambda run: float(run(*last)[0]), expected, change)


def scene(trap: Callable[[], Scene], expected: float) -> Story:
    """Make a story of a trap."""
    found, x = trap(), (numbers(1),)
    return calls(found.line, x, x, expected=expected, change=found.change)


def sizes(*lengths: int) -> Story:
    """Call a function with arrays of several lengths."""
    return calls(double, *((numbers(n),) for n in lengths), expected=2.0)


def given(*factors: Any) -> Story:
    """Multiply by one number after the other."""
    expected = float(factors[-1])
    return calls(times, *((numbers(2), one) for one in factors), expected=expected)


def tensors() -> Story:
    """Multiply by a tensor, and by another."""
    x, factors = numbers(2), (numbers() * 2, numbers() * 5)
    return calls(times, *((x, one) for one in factors), expected=5.0)


def other_type() -> Story:
    """Call a function with another type of number."""
    x, single = numbers(2), numbers(2, dtype="float32")
    return calls(double, (x,), (single,), expected=2.0)


def longer_list() -> Story:
    """Add up two arrays, and then three."""
    x = numbers(2)
    return calls(total, ([x, x],), ([x, x, x],), expected=3.0)


def equal_object() -> Story:
    """Hand in an object that is the other's equal."""
    x = numbers(2)
    one, other = Settings(), Settings()
    return calls(scaled, (x, one), (x, other), expected=2.0)


def changed_object() -> Story:
    """Hand in the same object, of which a number has changed."""
    settings = Settings()
    arguments = (numbers(2), settings)

    def change() -> None:
        settings.factor = 5.0

    return calls(scaled, arguments, arguments, expected=5.0, change=change)


Telling = Callable[[], Story]


@dataclass(frozen=True)
class Change:
    """A change that both tracers meet.

    Attributes:
        title: What changes.
        stories: By tracer, as its users would write it.
    """

    title: str
    stories: dict[str, Telling]


def alike(title: str, telling: Telling) -> Change:
    """Tell both tracers the same story."""
    return Change(title, dict.fromkeys(TRACERS, telling))


def of_models(title: str, name: str) -> Change:
    """Tell each tracer what happens to a model of its framework."""
    models = (keras_models, torch_models)
    return Change(
        title,
        {
            tracer: getattr(side, name)
            for tracer, side in zip(TRACERS, models, strict=True)
        },
    )


ARGUMENTS = (
    alike("a second batch size", lambda: sizes(2, 3)),
    alike("a third batch size", lambda: sizes(2, 3, 4)),
    alike("a batch of one, after these", lambda: sizes(2, 3, 4, 1)),
    alike("another type of number", other_type),
    alike("a second Python number", lambda: given(2.0, 3.0)),
    alike("a third Python number", lambda: given(2.0, 3.0, 4.0)),
    alike("another tensor in its place", tensors),
    alike("a longer list", longer_list),
    alike("an equal object", equal_object),
)
WORLD = (
    alike("the same object, changed", changed_object),
    alike("a global number", lambda: scene(reading_a_global, 5.0)),
    alike("a list in the closure, longer", lambda: scene(looping_over_a_list, 7.0)),
    of_models("an attribute of a layer", "attribute"),
    of_models("training to evaluation", "mode"),
    of_models("somebody asks for a slope", "slope"),
    of_models("a layer frozen", "freezing"),
)


@dataclass(frozen=True)
class Outcome:
    """What a tracer made of a change.

    Attributes:
        before: How often it had traced before.
        traced: Whether it traced again.
        causes: Its own words for why, each time that it traced again.
        value: The number after the change.
        expected: The number that is right.
    """

    before: int
    traced: bool
    causes: tuple[str, ...]
    value: float
    expected: float

    @property
    def stale(self) -> bool:
        """Tell whether the answer is that of a world gone by."""
        return abs(self.value - self.expected) > 1e-6


def outcome(change: Change, tracer: str) -> Outcome:
    """Tell a tracer's story, and see.

    Args:
        change: One of `ARGUMENTS` or `WORLD`.
        tracer: A key of `TRACERS`.
    """
    story = change.stories[tracer]()
    with heard("tensorflow"), heard("torch"):
        run = TRACERS[tracer].Watched(story.function)
        story.first(run)
        before = run.traces
        story.change()
        value = story.then(run)
    traced = run.traces > before
    return Outcome(before, traced, tuple(run.causes), value, story.expected)
