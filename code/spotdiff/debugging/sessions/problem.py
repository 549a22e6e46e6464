"""One step of a small network, in neither framework: numbers, and the oracle."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating]

# Three rows of two numbers, and the score that each of them should get.
X = np.array([[1, 2], [3, -1], [0, 1]], np.float32)
Y = np.array([[3], [2.5], [1.5]], np.float32)
INNER = np.array([[1, -1], [0.5, 1]], np.float32)
OUTER = np.array([[1], [2]], np.float32)


class Step(NamedTuple):
    """What one step computes.

    Attributes:
        hidden: What the first layer hands to the second, (3, 2).
        loss: Mean squared error of the scores.
        scores_slope: Slope of the loss in the scores, (3, 1).
        hidden_slope: Slope of the loss in `hidden`, (3, 2).
        inner_slope: Slope of the loss in the first layer's weights, (2, 2).
    """

    hidden: Array
    loss: float
    scores_slope: Array
    hidden_slope: Array
    inner_slope: Array


def step(times: float = 1, passing: float = 1) -> Step:
    """Take the step in float64.

    Args:
        times: What somebody multiplies `hidden` by on its way to the second layer.
        passing: What somebody multiplies the slope of the scores by, on its way.
    """
    x, y, inner, outer = (a.astype(np.float64) for a in (X, Y, INNER, OUTER))
    before = x @ inner
    hidden = times * np.maximum(before, 0)
    scores = hidden @ outer
    scores_slope = passing * 2 * (scores - y) / len(y)
    hidden_slope = scores_slope @ outer.T
    # The relu lets a slope pass where its argument was positive.
    inner_slope = x.T @ (times * hidden_slope * (before > 0))
    loss = float(np.mean((scores - y) ** 2))
    return Step(hidden, loss, scores_slope, hidden_slope, inner_slope)
