"""Two programs whose course depends on their data, and their slopes written out.

One shortens a step of gradient descent that is too long. The other solves Kepler's
equation, angle - eccentricity * sin(angle) = mean, by Newton's method, for as many
rounds as it takes: where a planet is, given how much of its year has gone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Program = Callable[[Any], Any]
Both = tuple[Array, Array]

# Two steps that are too long, and two that are not.
STEPS = tuple(map(np.array, ([3.0, 4.0], [0.3, 0.4], [6.0, 8.0], [0.1, 0.1])))
LIMIT = 1.0
# Parts of a year, as angles: soon and long after the planet was nearest to the sun.
MEANS = tuple(map(np.array, (0.1, 1.0, 3.0, 6.0)))
ECCENTRICITY, TOLERANCE = 0.8, 1e-12


@dataclass(frozen=True)
class Answer:
    """What a program gives for one input.

    Attributes:
        value: The output, of the input's shape.
        slope: Of the output's sum, by the input, of the input's shape.
        decisions: How often it depended on the data what comes next.
    """

    value: Array
    slope: Array
    decisions: int


def shortened(step: Array) -> Answer:
    """Shorten a step that is longer than the limit."""
    length = np.linalg.norm(step)
    if length <= LIMIT:
        return Answer(step, np.ones_like(step), 1)
    slope = LIMIT / length * (1 - step * step.sum() / length**2)
    return Answer(step * LIMIT / length, slope, 1)


def anomaly(mean: Array) -> Answer:
    """Solve Kepler's equation, and carry the slope along from round to round."""
    angle, slope, decisions = mean, np.ones_like(mean), 1
    while abs(miss := angle - ECCENTRICITY * np.sin(angle) - mean) > TOLERANCE:
        rise = 1 - ECCENTRICITY * np.cos(angle)
        steeper = ECCENTRICITY * np.sin(angle) * slope
        slope = slope - ((rise * slope - 1) * rise - miss * steeper) / rise**2
        angle = angle - miss / rise
        decisions += 1
    return Answer(np.asarray(angle), np.asarray(slope), decisions)
