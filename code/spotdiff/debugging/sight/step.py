"""The step that each tool is let loose on, and what it told, judged by NumPy.

The step is taken twice. In the first all is well; only the second is asked about,
as it is with faults that come late. Each step holds a ticket, a Python variable
with a new number every time.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from spotdiff.debugging.sessions.problem import step

# Tickets of the two steps: numbers that stand nowhere else.
FIRST, SECOND = 4101, 4102
# Floats of order 1 to 10, told in five digits or more.
TOLERANCE = 2e-4
# Whoever can change a value doubles the one in the middle.
TIMES = 2.0


class Office:
    """Where the step gets its ticket; the tools look at it to know which step it is."""

    ticket = FIRST

    @property
    def asked(self) -> bool:
        """Whether this is the step that is asked about."""
        return self.ticket == SECOND


OFFICE = Office()


@contextmanager
def second_step() -> Iterator[None]:
    """Let the tickets be those of the second step."""
    OFFICE.ticket = SECOND
    try:
        yield
    finally:
        OFFICE.ticket = FIRST


@dataclass(frozen=True)
class Told:
    """What a tool told of the second step.

    Attributes:
        text: Everything it wrote, of whatever it was asked for.
        stops: Where it held the program: source lines, one below the other.
        kernels: Where it held the program inside the operation that makes the value
            in the middle.
        loss: The loss, after the tool did what it could to double that value.
        pieces: How many graphs the step was compiled to; 0 if it was not.
    """

    text: str
    loss: float
    stops: str = ""
    kernels: str = ""
    pieces: int = 0


@dataclass(frozen=True)
class Sight:
    """What a tool can do; each as found out, never as known beforehand."""

    variable: bool
    middle: bool
    lines: bool
    inside: bool
    slopes: bool
    changes: bool
    kernel: bool


def judge(told: Told) -> Sight:
    """Find out from what a tool told what it can do."""
    plain, changed = step(), step(times=TIMES)
    middle = shows(told.text, plain.hidden)
    return Sight(
        variable=str(SECOND) in told.text,
        middle=middle,
        lines=all(f"{name} = " in told.stops for name in ("scores", "loss")),
        inside=middle and told.pieces == 1,
        slopes=any(shows(told.text, one.hidden_slope) for one in (plain, changed)),
        changes=abs(told.loss - changed.loss) < TOLERANCE,
        kernel=bool(re.search(r"\.(cc|cpp|cu|h)\b", told.kernels)),
    )


def shows(text: str, array: ArrayLike) -> bool:
    """Tell whether an array's numbers stand in a text, one after the other."""
    wanted = np.asarray(array, float).ravel()
    found = numbers(text)
    if len(found) < len(wanted):
        return False
    windows = np.lib.stride_tricks.sliding_window_view(found, len(wanted))
    return bool((np.abs(windows - wanted) < TOLERANCE).all(axis=1).any())


def numbers(text: str) -> list[float]:
    """List the numbers of a text that stand for themselves, in order."""
    bare = r"(?<![\w.])-?(?:\d+\.\d*|\.\d+|\d+)(?:e[-+]?\d+)?(?![\w])"
    return [float(number) for number in re.findall(bare, text)]
