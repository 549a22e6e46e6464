"""Run both sides of a row, and hold what they give against each other."""

import logging
import tempfile
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from spotdiff.dictionary.giving import tensorflow_side as giving_tensorflow
from spotdiff.dictionary.giving import torch_side as giving_torch
from spotdiff.dictionary.reading import tensorflow_side as reading_tensorflow
from spotdiff.dictionary.reading import torch_side as reading_torch
from spotdiff.dictionary.rows import MEAN_TOLERANCE, Array, Chance, Made, Row
from spotdiff.dictionary.topics import Topic
from spotdiff.measure import largest_difference

GIVING = {"PyTorch": giving_torch, "TensorFlow": giving_tensorflow}
READING = {"PyTorch": reading_torch, "TensorFlow": reading_tensorflow}
SIDES = tuple(GIVING)
# A difference counts where it is this many times what a row tolerates.
CLEARLY = 5
# What libraries say of themselves: of a part that PyTorch deprecates and still uses,
# of arrays that Keras makes, and of a file that PyTorch reads in place.
OF_THEMSELVES = (
    ("`torch.jit.script` is deprecated", DeprecationWarning),
    ("__array__ implementation doesn't accept a copy", DeprecationWarning),
    ("The given buffer is not writable", UserWarning),
)


class RowError(AssertionError):
    """A row that is not as the dictionary says."""


@dataclass(frozen=True)
class Compared:
    """What the two sides of a row gave.

    Attributes:
        apart: The largest absolute difference; None where what they gave cannot be
            subtracted, being of other shapes or text of other words.
        types: For each side the types of its arrays, in order of appearance.
    """

    apart: float | None
    types: tuple[tuple[str, ...], tuple[str, ...]]


def run(topic: Topic, name: str, side: str) -> list[Array]:
    """Return what a side of a row gives, as arrays, computed on the CPU.

    Args:
        topic: The topic the row belongs to.
        name: Of the row.
        side: "PyTorch" or "TensorFlow".
    """
    row, giving = topic.rows[name], GIVING[side]
    function: Callable[..., Any] = getattr(topic.sides[side], name)
    read: Callable[..., list[Array]] = getattr(READING[side], row.read)
    with quiet(), ExitStack() as stack:
        stack.enter_context(giving.on_cpu())
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        given = [made(value, row, giving, folder) for value in row.given]
        return read(function(*given), *row.fed)


@contextmanager
def quiet() -> Iterator[None]:
    """Keep back what libraries say of themselves, and that they have saved a model."""
    logger = logging.getLogger("tensorflow")
    before = logger.level
    logger.setLevel(logging.WARNING)
    try:
        with warnings.catch_warnings():
            for words, kind in OF_THEMSELVES:
                warnings.filterwarnings("ignore", words, kind)
            yield
    finally:
        logger.setLevel(before)


def made(value: object, row: Row, giving: ModuleType, folder: Path) -> Any:
    """Return an argument as a side wants it."""
    if value is Made.FOLDER:
        return folder
    if isinstance(value, Made):
        return getattr(giving, value.value)()
    if isinstance(value, tuple):
        return [made(part, row, giving, folder) for part in value]
    if isinstance(value, np.ndarray):
        return value.copy() if row.raw else giving.tensor(value)
    return value


def compare(topic: Topic, name: str) -> Compared:
    """Run both sides of a row and check what is said of it.

    Raises:
        RowError: The sides differ and nobody says so, or they do not and somebody
            does; or a draw is not what is known of it.
    """
    row = topic.rows[name]
    if row.chance:
        for side in SIDES:
            check_chance(topic, name, side, row.chance)
    left, right = (run(topic, name, side) for side in SIDES)
    types = types_of(left), types_of(right)
    if row.chance:
        if shapes(left) != shapes(right):
            raise RowError(f"{topic.name}/{name}: {shapes(left)} and {shapes(right)}")
        return Compared(None, types)
    apart = how_far(left, right)
    check(f"{topic.name}/{name}", row, apart)
    return Compared(apart, types)


def check(name: str, row: Row, apart: float | None) -> None:
    """Hold a difference against what is said.

    Raises:
        RowError: It is not what is said.
    """
    if row.differs:
        if apart is not None and apart <= CLEARLY * row.tolerance:
            raise RowError(
                f"{name} is said to differ, and does not (apart by {apart}): "
                "take away what its problem.py says"
            )
    elif apart is None or apart > row.tolerance:
        how = "not to be compared" if apart is None else f"apart by {apart}"
        raise RowError(
            f"{name} differs ({how}): mend a side, or say how in its problem.py"
        )


def check_chance(topic: Topic, name: str, side: str, chance: Chance) -> None:
    """Draw three times: twice from one seed, and from another.

    Raises:
        RowError: The draws from one seed differ, or those of two do not; or they are
            not within their range, or have another mean.
    """
    first, again, other = (seeded(topic, name, side, number) for number in (1, 1, 2))
    facts = {
        "the same from the same seed": np.array_equal(first, again),
        "other numbers from another seed": chance.seeded
        == np.array_equal(first, other),
        "within the range": chance.low <= first.min() <= first.max() <= chance.high,
        "of the mean": abs(first.mean() - chance.mean) <= MEAN_TOLERANCE,
    }
    missed = [fact for fact, is_so in facts.items() if not is_so]
    if missed:
        raise RowError(f"{topic.name}/{name}, {side}: not {', not '.join(missed)}")


def seeded(topic: Topic, name: str, side: str, number: int) -> Array:
    """Return what a side draws from a seed, as one vector."""
    GIVING[side].seed(number)
    return np.concatenate([np.ravel(part) for part in run(topic, name, side)])


def how_far(left: Sequence[Array], right: Sequence[Array]) -> float | None:
    """Return how far two sides are apart; None where nobody can say."""
    if shapes(left) != shapes(right):
        return None
    pairs = list(zip(left, right, strict=True))
    if any(array.dtype.kind in "US" for array in (*left, *right)):
        return 0.0 if all(np.array_equal(one, two) for one, two in pairs) else None
    return max((apart(one, two) for one, two in pairs if one.size), default=0.0)


def apart(one: Array, two: Array) -> float:
    """Return the largest absolute difference of two arrays, complex ones included."""
    parts = (np.real, np.imag)
    return max(largest_difference(part(one), part(two)).absolute for part in parts)


def shapes(arrays: Sequence[Array]) -> list[tuple[int, ...]]:
    """Return the shapes of arrays."""
    return [array.shape for array in arrays]


def types_of(arrays: Sequence[Array]) -> tuple[str, ...]:
    """Return the types of arrays, each once; text and Python's numbers have none."""
    names = (array.dtype.name for array in arrays if array.dtype.kind not in "USO")
    return tuple(dict.fromkeys(names))
