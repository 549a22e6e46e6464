"""What both sides convert, and how eight bits round a weight, in neither framework."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from spotdiff.classifier.problem import Array, Weights

# Digits of the training set that show a converter how large numbers become inside.
CALIBRATION = 100
# Scores reach 30, and another order of summation moves the last bits of float32.
TOLERANCE = 2e-4
# What eight bits may cost of 100 digits: those that the model was in doubt about.
POINTS_LOST = 2
# A weight is at most half a step from its rounded self; the rest is float32's.
HALF_A_STEP = 0.5 + 1e-4
LARGEST = 127  # of eight bits, as far down as up


class Rounded(NamedTuple):
    """A matrix or a kernel in eight bits.

    Attributes:
        whole: Whole numbers, int8, in the shape of the weights.
        steps: What one is worth, (out,): a step for each output.
    """

    whole: NDArray[np.int8]
    steps: Array


def rounded(weight: Array) -> Rounded:
    """Round weights to eight bits, as far down as up, with a step for each output.

    Args:
        weight: In PyTorch's layout, (out, ...).

    Returns:
        The largest weight of each output as 127 or -127, and the rest in proportion.
    """
    rows = weight.reshape(len(weight), -1)
    steps = np.abs(rows).max(axis=1) / np.float32(LARGEST)
    return Rounded(np.rint(weight / along(weight, steps)).astype(np.int8), steps)


def along(weight: NDArray[Any], steps: Array) -> Array:
    """Return the steps in a shape that multiplies the weights of their output."""
    return steps.reshape(-1, *[1] * (weight.ndim - 1))


def steps_away(found: Rounded, weight: Array) -> float:
    """Return how far the worst of the rounded weights is from its own, in steps."""
    steps = along(weight, found.steps).astype(np.float64)
    return float(np.abs(found.whole - weight / steps).max())


def matrices(weights: Weights) -> Weights:
    """Return what is rounded to eight bits: all but the biases."""
    return {name: w for name, w in weights.items() if name.endswith("weight")}
