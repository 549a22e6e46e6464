"""A small network of two dense layers, in neither framework, and its slopes.

All of it is in float64: rounding is then far too small to hide a mistake behind.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from spotdiff import data
from spotdiff.classifier.problem import CLASSES, standardise

Array = NDArray[np.float64]
Labels = NDArray[np.int64]
# By PyTorch's names, in its layout: matrices are (out, in).
Weights = dict[str, Array]

PIXELS, HIDDEN = 28 * 28, 16
# A power of two: Keras keeps it in float32, and there it is the same number.
RATE = 0.125
BATCH, STEPS = 64, 8
EPSILON = 2.0**-10  # of the normalisation; held exactly by every type

# Sums taken in another order, over a few steps of float64: measured, a hundredth of it.
TOLERANCE = 1e-12


@dataclass(frozen=True)
class Lesson:
    """What is learnt from, in the order in which it is seen.

    Attributes:
        images: (n, 784), standardised.
        labels: (n,), 0 to 9.
        weights: Where learning starts.
        batch: Images a step, of all replicas together.
        rate: What the slopes are multiplied by.
        devices: Over which a single process spreads; the framework's choice if empty.
    """

    images: Array
    labels: Labels
    weights: Weights
    batch: int = BATCH
    rate: float = RATE
    devices: Sequence[str] = ()

    def batches(self) -> Iterator[tuple[Array, Labels]]:
        """Yield what each step sees; the last may be smaller."""
        for start in range(0, len(self.labels), self.batch):
            end = start + self.batch
            yield self.images[start:end], self.labels[start:end]

    def first(self, count: int) -> Self:
        """Return a lesson of the first few images only."""
        return replace(self, images=self.images[:count], labels=self.labels[:count])


def lesson(
    images: int = BATCH * STEPS, seed: int = 0, devices: Sequence[str] = ()
) -> Lesson:
    """Return a lesson on handwritten digits."""
    digits = data.small_digits()
    pixels = standardise(digits.train_images[:images].astype(np.float64))
    labels = digits.train_labels[:images]
    flat: Array = pixels.reshape(len(pixels), PIXELS).astype(np.float64)
    return Lesson(flat, labels, initial_weights(seed), devices=devices)


def initial_weights(seed: int = 0) -> Weights:
    """Draw weights by PyTorch's default rule, without PyTorch."""
    rng = np.random.default_rng(seed)
    weights = {}
    for layer, (outputs, inputs) in {
        "hidden": (HIDDEN, PIXELS),
        "scores": (CLASSES, HIDDEN),
    }.items():
        bound = inputs**-0.5
        weights[f"{layer}.weight"] = rng.uniform(-bound, bound, (outputs, inputs))
        weights[f"{layer}.bias"] = rng.uniform(-bound, bound, outputs)
    return weights


def softmax(scores: Array) -> Array:
    """Turn scores into probabilities, (n, 10)."""
    raised = np.exp(scores - scores.max(1, keepdims=True))
    shares: Array = raised / raised.sum(1, keepdims=True)
    return shares


def slopes(
    weights: Weights,
    images: Array,
    labels: Labels,
    masks: Array | None = None,
    normalised: list[slice] | None = None,
) -> Weights:
    """Return the slopes of the mean loss over a batch.

    Args:
        weights: Of the network.
        images: (n, 784).
        labels: (n,).
        masks: What dropout multiplies the hidden units by, (n, 16).
        normalised: The parts of the batch whose hidden units are normalised, each
            by its own mean and deviation; not at all if left out.
    """
    n = len(labels)
    masks = np.ones((n, HIDDEN)) if masks is None else masks
    given = images @ weights["hidden.weight"].T + weights["hidden.bias"]
    parts = normalised or []
    centred = given.copy()
    spread = np.ones_like(given)
    for part in parts:
        spread[part] = np.sqrt(given[part].var(0) + EPSILON)
        centred[part] = (given[part] - given[part].mean(0)) / spread[part]
    hidden = np.maximum(centred, 0) * masks
    shares = softmax(hidden @ weights["scores.weight"].T + weights["scores.bias"])
    wrong = (shares - np.eye(CLASSES)[labels]) / n
    back = wrong @ weights["scores.weight"] * masks * (centred > 0)
    for part in parts:
        one, own = centred[part], back[part]
        back[part] = (own - own.mean(0) - one * (own * one).mean(0)) / spread[part]
    return {
        "hidden.weight": back.T @ images,
        "hidden.bias": back.sum(0),
        "scores.weight": wrong.T @ hidden,
        "scores.bias": wrong.sum(0),
    }


def train(given: Lesson) -> Weights:
    """Go through a lesson once, in one process, and return the weights."""
    weights = dict(given.weights)
    for images, labels in given.batches():
        found = slopes(weights, images, labels)
        weights = {name: w - given.rate * found[name] for name, w in weights.items()}
    return weights


def apart(found: Weights, wanted: Weights) -> float:
    """Return how far two sets of weights lie apart, over the size of the second."""
    gaps = [found[name] - wanted[name] for name in wanted]
    return size(gaps) / size(list(wanted.values()))


def size(arrays: list[Array]) -> float:
    """Return the root of the sum of all squares."""
    return float(np.sqrt(sum(np.sum(array**2) for array in arrays)))


def of_keras(arrays: list[Any]) -> Weights:
    """Name what Keras's two layers hold, in PyTorch's layout."""
    names = ("hidden.weight", "hidden.bias", "scores.weight", "scores.bias")
    return {n: np.asarray(a).T for n, a in zip(names, arrays, strict=True)}


def to_keras(weights: Weights) -> list[Array]:
    """Return the weights as Keras's layers hold them: inputs first."""
    return [array.T for array in weights.values()]
