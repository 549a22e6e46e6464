"""A network that grows while it is trained, in neither framework.

Hidden units are followed by blocks, each of which adds to what it is given. A block of
zeros adds nothing, so that the network says the same with it as without, and learns
on from there: growing without forgetting, as in Net2Net (arXiv 1511.05641, 2015).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spotdiff import data

Array = NDArray[np.float64]
Labels = NDArray[np.int64]

UNITS, CLASSES = 32, 10
# Steps between two looks at the loss, and the share of it that has to go meanwhile.
PATIENCE, SHARE = 6, 0.25
# The rate is exact in float32, where TensorFlow 1's optimiser keeps it.
RATE, STEPS = 0.125, 54


@dataclass(frozen=True)
class Run:
    """One training.

    Attributes:
        losses: Before each step, (steps,).
        depths: Blocks at each step, (steps,).
        weights: After the last step: first layer, blocks, last layer.
        operations: In the graph at each step, (steps,); none where there is none.
    """

    losses: Array
    depths: NDArray[np.int64]
    weights: list[Array]
    operations: NDArray[np.int64] | None = None

    @property
    def grown_before(self) -> list[int]:
        """Steps before which the network grew, counted from 0."""
        steps: list[int] = (np.flatnonzero(np.diff(self.depths)) + 1).tolist()
        return steps


def digits(count: int) -> tuple[Array, Labels]:
    """Return digits as rows of pixels with mean 0 and deviation 1, and labels.

    Args:
        count: How many; the first of the training set.
    """
    known = data.load()
    pixels = known.train_images[:count].reshape(count, -1).astype(np.float64)
    return (pixels - pixels.mean()) / pixels.std(), known.train_labels[:count]


def initial_weights(inputs: int) -> list[Array]:
    """Return a first and a last layer, drawn with a fixed seed."""
    drawn = np.random.default_rng(0)
    shapes = (inputs, UNITS), (UNITS, CLASSES)
    return [drawn.normal(size=shape) / np.sqrt(shape[0]) for shape in shapes]


def new_block() -> Array:
    """Return the weights of a block that as yet adds nothing."""
    return np.zeros((UNITS, UNITS))


def stalled(losses: Sequence[float]) -> bool:
    """Tell whether the network should grow before the next step.

    Every `PATIENCE` steps the loss is compared with what it was `PATIENCE` steps
    ago; if less than `SHARE` of it has gone, it has stalled.
    """
    if len(losses) % PATIENCE or len(losses) <= PATIENCE:
        return False
    return losses[-1] > (1 - SHARE) * losses[-1 - PATIENCE]


def loss_and_slopes(
    weights: Sequence[Array], x: Array, labels: Labels
) -> tuple[float, list[Array]]:
    """Return the mean cross-entropy and its slopes, written out.

    Args:
        weights: First layer, blocks, last layer.
        x: (n, inputs).
        labels: (n,).
    """
    first, *blocks, last = weights
    hidden = [np.tanh(x @ first)]
    added = []
    for block in blocks:
        added.append(np.tanh(hidden[-1] @ block))
        hidden.append(hidden[-1] + added[-1])
    scores = hidden[-1] @ last
    scores = scores - scores.max(axis=1, keepdims=True)
    logs = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
    rows = np.arange(len(labels))
    slope = np.exp(logs)
    slope[rows, labels] -= 1
    slope /= len(labels)
    slopes = [hidden[-1].T @ slope]
    slope = slope @ last.T
    for before, gain, block in zip(
        reversed(hidden[:-1]), reversed(added), reversed(blocks), strict=True
    ):
        inner = slope * (1 - gain**2)
        slopes.append(before.T @ inner)
        slope = slope + inner @ block.T
    slopes.append(x.T @ (slope * (1 - hidden[0] ** 2)))
    return float(-logs[rows, labels].mean()), slopes[::-1]


def train(
    weights: Sequence[Array], x: Array, labels: Labels, rate: float, steps: int
) -> Run:
    """Train by plain gradient descent, and grow when the loss stalls."""
    layers = [w.copy() for w in weights]
    losses: list[float] = []
    depths = []
    for _ in range(steps):
        if stalled(losses):
            layers.insert(-1, new_block())
        depths.append(len(layers) - 2)
        loss, slopes = loss_and_slopes(layers, x, labels)
        layers = [w - rate * s for w, s in zip(layers, slopes, strict=True)]
        losses.append(loss)
    return Run(np.array(losses), np.array(depths), layers)
