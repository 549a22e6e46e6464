"""A small network and a step of it, on which aids are weighed; in NumPy, the oracle."""

from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
# A matrix, (inputs, outputs), and a bias, (outputs,), for every layer.
Weights = list[tuple[Array, Array]]

WIDTHS = (64, 128, 128, 10)
DIGITS = 64
RATE = 0.05


def digits() -> tuple[Array, Array]:
    """Return scikit-learn's first digits.

    Returns:
        Images, (64, 64) float32 from 0 to 1, a digit of 8 x 8 pixels in a row, and
        what they show, (64,) int64.
    """
    # Imported here, as it takes longer than what is measured.
    from sklearn.datasets import load_digits

    found = load_digits()
    images = (found.data[:DIGITS] / 16).astype(np.float32)
    return images, found.target[:DIGITS].astype(np.int64)


def weights(seed: int = 0) -> Weights:
    """Draw float32 weights as He scales them, from one seed; biases are 0."""
    rng = np.random.default_rng(seed)
    return [
        (
            (rng.standard_normal((m, n)) * (2 / m) ** 0.5).astype(np.float32),
            np.zeros(n, np.float32),
        )
        for m, n in pairwise(WIDTHS)
    ]


def train(layers: Weights, images: Array, labels: Array, steps: int) -> Array:
    """Train in NumPy, in float64, every slope written out.

    Args:
        layers: To start from.
        images: (n, 64).
        labels: (n,), 0 to 9.
        steps: How many; all see the same images.

    Returns:
        The loss before each step, (steps,).
    """
    w = [(matrix.astype(float), bias.astype(float)) for matrix, bias in layers]
    return np.array([step(w, images.astype(float), labels) for _ in range(steps)])


def step(w: Weights, x: Array, labels: Array) -> float:
    """Take one step down the slope, in place, and return the loss before it."""
    seen = [x]
    for number, (matrix, bias) in enumerate(w, 1):
        scores = seen[-1] @ matrix + bias
        seen.append(scores if number == len(w) else np.maximum(scores, 0))
    every = np.arange(len(labels))
    largest = seen[-1].max(axis=1, keepdims=True)
    chances = np.exp(seen[-1] - largest)
    chances /= chances.sum(axis=1, keepdims=True)
    loss = -np.log(chances[every, labels]).mean()
    slope = chances
    slope[every, labels] -= 1
    slope /= len(labels)
    for (matrix, bias), given in zip(w[::-1], seen[-2::-1], strict=True):
        before = (slope @ matrix.T) * (given > 0)
        matrix -= RATE * given.T @ slope
        bias -= RATE * slope.sum(axis=0)
        slope = before
    return float(loss)
