"""Every knob turned on every side, for the chapter's table."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from spotdiff.measure import largest_difference
from spotdiff.tables import Table
from spotdiff.toy_problem.knobs import (
    tensorflow1_side,
    tensorflow_side,
    torch_side,
)
from spotdiff.toy_problem.knobs.problem import RULES
from spotdiff.toy_problem.knobs.table import KNOBS, Knob
from spotdiff.toy_problem.problem import Array


@dataclass(frozen=True)
class Measured:
    """What one knob did.

    Attributes:
        knob: The knob.
        positions: By side ("PyTorch", "TensorFlow", perhaps "TensorFlow 1"),
            (steps + 1,) from 1.0 on.
        difference: Largest, between PyTorch and TensorFlow.
        cured: The same once the knob is cured.
    """

    knob: Knob
    positions: dict[str, Array]
    difference: float
    cured: float


@contextmanager
def quiet() -> Iterator[None]:
    """Keep TensorFlow 1's notes about its own internals off the page."""
    logger = logging.getLogger("tensorflow")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)


def turn(knob: Knob) -> dict[str, Array]:
    """Run a knob on every side that has it."""
    feed = (knob.gradients, knob.rates)
    positions = {
        "PyTorch": torch_side.steps(*knob.torch, *feed),
        "TensorFlow": tensorflow_side.steps(*knob.tensorflow, *feed),
    }
    if knob.graph and knob.rates:
        with quiet():
            walked = tensorflow1_side.steps(*knob.graph, knob.gradients, knob.rates)
        positions["TensorFlow 1"] = walked
    return positions


def expected(knob: Knob) -> dict[str, Array]:
    """Walk a knob by the NumPy rules of every side that has it."""
    sides = {"PyTorch": knob.torch, "TensorFlow": knob.tensorflow}
    if knob.graph:
        sides["TensorFlow 1"] = knob.graph
    return {
        side: RULES[side][name](knob.gradients, knob.rates, **settings)
        for side, (name, settings) in sides.items()
    }


def _difference(positions: dict[str, Array]) -> float:
    return largest_difference(positions["PyTorch"], positions["TensorFlow"]).absolute


def measured() -> list[Measured]:
    """Turn every knob, as it is and cured."""
    return [
        Measured(
            knob,
            positions := turn(knob),
            _difference(positions),
            _difference(turn(knob.cured())),
        )
        for knob in KNOBS
    ]


def table() -> Table:
    """Set every knob's last positions, difference and cure in a row."""
    rows = [
        (
            row.knob.name,
            row.positions["PyTorch"][-1],
            row.positions["TensorFlow"][-1],
            row.difference,
            row.cured,
            row.knob.cure_text,
        )
        for row in measured()
    ]
    head = ["Knob", "PyTorch", "TensorFlow", "Difference", "Cured", "Equal with"]
    return Table(head, rows)
