"""What is said of a row: what it is fed with, how it is read, and how it differs."""

from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
# Both compute in float32: seven digits, of which a sum of a few products loses one.
TOLERANCE = 1e-6
# Draws of a row that is random, and how far their mean may lie from the true one:
# some five standard errors of a draw of variance 1.
DRAWS, MEAN_TOLERANCE = 2000, 0.12


class Made(Enum):
    """What a side makes itself, by the name of a function of `giving`."""

    FOLDER = "folder"
    MODEL = "model"
    BLANK = "blank"
    CUBES = "cubes"
    TRIPLE = "triple"
    DATA = "data"
    PARAMETER = "parameter"
    PARAMETERS = "parameters"
    OPTIMIZER = "optimizer"
    CROSS_ENTROPY = "cross_entropy"


@dataclass(frozen=True)
class Chance:
    """What is known of a draw before it is drawn.

    Attributes:
        low: No number drawn is smaller.
        high: No number drawn is larger.
        mean: Of the distribution.
        seeded: Whether the row itself begins the random numbers anew.
    """

    low: float
    high: float
    mean: float
    seeded: bool = False


@dataclass(frozen=True)
class Row:
    """One operation.

    Attributes:
        given: The arguments of both functions: an array becomes a tensor, what is
            Made is made by each side, anything else stays as it is.
        raw: Whether arrays stay arrays.
        read: The function of `reading` that makes arrays of what a row gives.
        fed: What that function is given besides.
        tolerance: The largest difference between sides that are said to agree.
        differs: How the sides differ, in a sentence; empty if they do not.
        chance: What is known of a draw, where a row draws.
    """

    given: tuple[object, ...] = ()
    raw: bool = False
    read: str = "values"
    fed: tuple[object, ...] = ()
    tolerance: float = TOLERANCE
    differs: str = ""
    chance: Chance | None = None


def row(*given: object, **settings: Any) -> Row:
    """Describe a row by its arguments, and by settings of a Row."""
    return Row(given, **settings)


def silent(anchor: str) -> str:
    """Return a link to the trap on the page of silent differences."""
    page = "framework-or-library/silent-differences.md"
    return f"([silent difference]({page}#{anchor}))"


def single(*values: object) -> Array:
    """Return numbers in float32, in which both frameworks compute."""
    return np.array(values, np.float32)


def spread(*shape: int) -> Array:
    """Return numbers of a shape, spread evenly from -1 to 1, none of them twice.

    They are shuffled by a step that shares no divisor with their number, so that
    neither rows nor columns are alike.
    """
    count = int(np.prod(shape))
    step = next(
        k for k in range(count * 5 // 8 | 1, 3 * count) if np.gcd(k, count) == 1
    )
    order = np.arange(count) * step % count
    return (2 * order / max(1, count - 1) - 1).reshape(shape).astype(np.float32)
