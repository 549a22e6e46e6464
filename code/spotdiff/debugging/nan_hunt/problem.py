"""A classifier of digits that learns with a flaw, in neither framework.

The cross-entropy is written out: probabilities first, then their logarithms. In
float32 a probability becomes 0 as soon as a score lies far enough below the best,
and the logarithm of 0 is no number. The flaw is that of the guide to tfdbg of 2017
(tensorflow/tensorflow, docs_src/programmers_guide/debugger.md); so are the hidden
units and the optimiser. The code is ours.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from spotdiff import data

Array = NDArray[np.floating]

UNITS, CLASSES = 500, 10
DIGITS, RATE = 500, 0.04
BETA, BETA_OF_SQUARES, EPSILON = 0.9, 0.999, 1e-12
# A probability is at most exp(-distance). Below exp(-87.3) float32 has no normal
# number, and below exp(-104) none at all: PyTorch keeps what lies between,
# TensorFlow makes it 0.
NORMAL = -float(np.log(np.finfo(np.float32).tiny))
LEAST = -float(np.log(np.finfo(np.float32).smallest_subnormal))


class Known(NamedTuple):
    """Digits to learn from and digits to be tested on.

    Attributes:
        x: Pixels of the former, 0 for paper and 1 for ink, (500, 784) float32.
        labels: What they show, 1 for it and 0 for the rest, (500, 10) float32.
        test_x: Pixels of the latter, (360, 784) float32.
        test_labels: What they show, (360,) int64.
    """

    x: Array
    labels: Array
    test_x: Array
    test_labels: NDArray[np.int64]


def digits() -> Known:
    """Return digits that are always the same, whatever the build reads."""
    known = data.small_digits()
    x, test_x = (
        images.reshape(len(images), -1)
        for images in (known.train_images[:DIGITS], known.test_images)
    )
    labels = np.eye(CLASSES, dtype=np.float32)[known.train_labels[:DIGITS]]
    return Known(x, labels, test_x, known.test_labels)


def initial_weights() -> list[Array]:
    """Return the weights of two layers, drawn with a fixed seed."""
    drawn = np.random.default_rng(0)
    inputs = data.SIDE**2
    inner = drawn.normal(size=(inputs, UNITS)) * np.sqrt(2 / inputs)
    outer = drawn.normal(size=(UNITS, CLASSES)) / np.sqrt(UNITS)
    return [inner.astype(np.float32), outer.astype(np.float32)]


def train(known: Known, steps: int) -> tuple[Array, Array]:
    """Train in float64, with a cross-entropy that knows no flaw.

    Args:
        known: The digits.
        steps: How many steps of Adam, on all digits at once.

    Returns:
        Before each step: the loss, and how far the lowest score of a digit lies
        below its highest.
    """
    inner, outer = (w.astype(np.float64) for w in initial_weights())
    layers = [inner, np.zeros(UNITS), outer, np.zeros(CLASSES)]
    means = [np.zeros_like(w) for w in layers]
    squares = [np.zeros_like(w) for w in layers]
    losses, distances = [], []
    for count in range(1, steps + 1):
        loss, distance, slopes = loss_and_slopes(layers, known)
        losses.append(loss)
        distances.append(distance)
        for w, mean, square, slope in zip(layers, means, squares, slopes, strict=True):
            mean += (1 - BETA) * (slope - mean)
            square += (1 - BETA_OF_SQUARES) * (slope**2 - square)
            height = np.sqrt(square / (1 - BETA_OF_SQUARES**count)) + EPSILON
            w -= RATE * mean / (1 - BETA**count) / height
    return np.array(losses), np.array(distances)


def loss_and_slopes(
    layers: Sequence[Array], known: Known
) -> tuple[float, float, list[Array]]:
    """Return the loss, the largest distance between scores, and the slopes."""
    inner, inner_bias, outer, outer_bias = layers
    hidden = np.maximum(known.x @ inner + inner_bias, 0)
    scores = hidden @ outer + outer_bias
    scores = scores - scores.max(axis=1, keepdims=True)
    logs = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
    slope = (np.exp(logs) - known.labels) / len(known.x)
    below = slope @ outer.T * (hidden > 0)
    slopes = [known.x.T @ below, below.sum(0), hidden.T @ slope, slope.sum(0)]
    loss = -float((known.labels * logs).sum(axis=1).mean())
    return loss, -float(scores.min()), slopes


def first_flawed(distances: Array) -> int:
    """Return the first step at which a probability is 0 in float32, from 1.

    Raises:
        ValueError: There is none, or the frameworks would not agree on it.
    """
    apart, lost = distances > NORMAL, distances > LEAST
    if not lost.any() or int(lost.argmax()) != int(apart.argmax()):
        raise ValueError(f"no step at which all would go wrong together: {distances}")
    return int(lost.argmax()) + 1
