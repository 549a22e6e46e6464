"""Every row run on both sides, as it is written and cured."""

import warnings
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np
import tensorflow as tf
import torch

from spotdiff.classifier.silent_differences.rows import Array, Row
from spotdiff.classifier.silent_differences.source import has_cure
from spotdiff.measure import largest_difference

SIDES = ("PyTorch", "TensorFlow")


@dataclass(frozen=True)
class Group:
    """Rows that belong together.

    Attributes:
        rows: As the page shows them.
        sides: The module of each side; its functions have the rows' names.
    """

    rows: tuple[Row, ...]
    sides: dict[str, ModuleType]

    def function(self, row: Row, side: str) -> Any:
        """Return the function that a side has for a row."""
        return getattr(self.sides[side], row.name)

    def cured_sides(self, row: Row) -> list[str]:
        """Return which sides give way to make both equal."""
        return [side for side in SIDES if has_cure(self.function(row, side))]


@dataclass(frozen=True)
class Outcome:
    """What a side did.

    Attributes:
        value: The numbers it gave, or the name of the exception it raised.
        warned: Whether it said that something looks wrong.
    """

    value: Array | str
    warned: bool = False


def run(group: Group, row: Row, side: str, cured: bool) -> Outcome:
    """Run one row on one side.

    A side may refuse its input: that is an outcome, and the table shows it. All
    runs on the processor, wherever the page does: on a GPU an index out of range
    raises nothing and ends the process, or gives zeros.
    """
    with (
        torch.device("cpu"),
        tf.device("CPU:0"),
        warnings.catch_warnings(record=True) as said,
    ):
        warnings.simplefilter("always")
        inputs = [to_tensor(item, side) for item in row.fed(side)]
        try:
            result = group.function(row, side)(*inputs, cured)
        except (RuntimeError, TypeError, ValueError, tf.errors.OpError) as refusal:
            return Outcome(type(refusal).__name__)
    return Outcome(np.asarray(row.measure(to_numpy(result))), warned=bool(said))


def to_tensor(item: Any, side: str) -> Any:
    """Make a tensor of an array; leave anything else as it is."""
    if not isinstance(item, np.ndarray):
        return item
    return torch.as_tensor(item) if side == "PyTorch" else tf.constant(item)


def to_numpy(result: Any) -> Array:
    """Make an array of whatever a side returned."""
    if isinstance(result, torch.Tensor):
        result = result.detach().cpu()
    return np.asarray(result)


def expected_cured(group: Group, row: Row) -> Any:
    """Return what both are to give when cured: what the uncured side gives."""
    if row.agreed is not None:
        return row.agreed
    (cured,) = group.cured_sides(row)
    return row.expected("TensorFlow" if cured == "PyTorch" else "PyTorch")


@dataclass(frozen=True)
class Compared:
    """A row that was run.

    Attributes:
        written: By side, what the line gave as it is written.
        cured: By side, what it gave when cured.
    """

    written: dict[str, Outcome]
    cured: dict[str, Outcome]

    @property
    def apart(self) -> float | None:
        """Return the largest difference as written, if there is one to take."""
        return apart(self.written)

    @property
    def apart_when_cured(self) -> float | None:
        """Return the largest difference when cured."""
        return apart(self.cured)


def apart(outcomes: dict[str, Outcome]) -> float | None:
    """Return the largest difference, or None if the results cannot be compared."""
    one, other = (outcomes[side].value for side in SIDES)
    if isinstance(one, str) or isinstance(other, str) or one.size != other.size:
        return None
    return largest_difference(one.ravel(), other.ravel()).absolute


def compare(group: Group, row: Row) -> Compared:
    """Run a row on both sides, as written and cured."""
    written, cured = (
        {side: run(group, row, side, cured) for side in SIDES}
        for cured in (False, True)
    )
    return Compared(written, cured)
