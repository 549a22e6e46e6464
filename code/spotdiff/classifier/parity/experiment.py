"""One problem for every way of writing the small network, and what it came to."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import keras
import numpy as np
import torch
from threadpoolctl import threadpool_limits

from spotdiff.classifier import oracle
from spotdiff.classifier.problem import (
    Array,
    Batch,
    Labels,
    Weights,
    batches,
    gather,
    initial_weights,
)
from spotdiff.measure import largest_difference

STEPS = 200
BATCH = 10
# Near the 0.01 of 2017, and numbers that float32 holds: Keras keeps rates in
# float32 even where the weights are in float64.
RATE, MOMENTUM = 1 / 128, 0.5
# A loss sums some thousand products one after the other, so its rounding stays
# below a thousand units in the last place, 1e-13 in float64. Ten times that is
# allowed for what the steps add; a wrong formula shows in the third digit.
TOLERANCE = 1e-12


@dataclass(frozen=True)
class Problem:
    """What every run is given.

    Attributes:
        weights: To start from.
        images: (n, 28, 28), standardised.
        labels: (n,), 0 to 9.
        steps: Which images each step sees.
    """

    weights: Weights
    images: Array
    labels: Labels
    steps: Sequence[Labels]

    @property
    def batches(self) -> list[tuple[Array, Labels]]:
        """Return images and labels of every step."""
        return [(self.images[step], self.labels[step]) for step in self.steps]

    @property
    def task(self) -> tuple[Any, ...]:
        """Return all of it, with the settings, as the arguments of a training."""
        return (*vars(self).values(), RATE, MOMENTUM)

    def masked(self, dropout: bool = False) -> Iterator[Batch]:
        """Yield what each step sees; masks, if there are any, by its number."""
        for number, seen in enumerate(self.batches):
            yield gather(*seen, dropped=number if dropout else None)


@dataclass(frozen=True)
class Run:
    """What training came to.

    Attributes:
        losses: Of each step, (steps,), or only the mean over all images, (1,),
            where the way of training reports no more.
        weights: After the last step, by PyTorch's names, in its layout.
    """

    losses: Array
    weights: Weights

    @property
    def parameters(self) -> int:
        """Return how many numbers were learnt."""
        return sum(array.size for array in self.weights.values())


def problem(
    images: Array, labels: Labels, dtype: str = "float64", steps: int = STEPS
) -> Problem:
    """Set the problem: the same weights and batches, in a dtype.

    Args:
        images: (n, 28, 28), standardised.
        labels: (n,), 0 to 9.
        dtype: Of weights and images.
        steps: How many.
    """
    epochs = -(-steps // (len(images) // BATCH))
    drawn = batches(len(images), BATCH, epochs)
    # What is left over at the end of an epoch is left out: all are of one size.
    order = [step for step in drawn if len(step) == BATCH][:steps]
    return Problem(initial_weights(dtype=dtype), images.astype(dtype), labels, order)


@contextmanager
def precision(dtype: str) -> Iterator[None]:
    """Let both frameworks make their networks in a dtype, for a while."""
    before = torch.get_default_dtype(), keras.config.floatx()
    torch.set_default_dtype(getattr(torch, dtype))
    set_keras_precision(dtype)
    try:
        yield
    finally:
        torch.set_default_dtype(before[0])
        set_keras_precision(before[1])


def set_keras_precision(dtype: str) -> None:
    """Set Keras's two defaults: layers go by its policy, losses by its floatx."""
    keras.config.set_floatx(dtype)
    keras.config.set_dtype_policy(dtype)


def bare(side: ModuleType, given: Problem, dropout: bool = False) -> Run:
    """Train bare arrays, by NumPy (`oracle`) or by a side of `raw`."""
    batches = given.masked(dropout)
    return Run(*side.train(given.weights, batches, RATE, MOMENTUM))


def built(
    build: Callable[[], Any],
    carrying: ModuleType,
    training: ModuleType,
    given: Problem,
    **options: Any,
) -> Run:
    """Train a network that a framework's own parts make up.

    Args:
        build: Makes the network.
        carrying: The framework's side of `carrying`.
        training: What trains: a module with a function `train`.
        given: The problem.
        **options: For `train`.
    """
    with precision(str(given.images.dtype)):
        model = build()
        carrying.put(model, given.weights)
        losses = training.train(model, given.batches, RATE, MOMENTUM, **options)
    return Run(np.atleast_1d(losses), carrying.take(model, given.weights))


@dataclass(frozen=True)
class Apart:
    """How far a run is from another.

    Attributes:
        losses: Largest difference of a loss, or of the mean loss.
        weights: Largest difference of a final weight.
    """

    losses: float
    weights: float


def apart(run: Run, other: Run, given: Problem) -> Apart:
    """Compare a run with one that reports the loss of every step."""
    expected = other.losses
    if len(run.losses) < len(expected):
        sizes = [len(step) for step in given.steps]
        expected = np.atleast_1d(np.average(expected, weights=sizes))
    return Apart(
        largest_difference(run.losses, expected).absolute,
        max(
            largest_difference(run.weights[name], other.weights[name]).absolute
            for name in other.weights
        ),
    )


def by_numpy(given: Problem, dropout: bool = False) -> Run:
    """Solve the problem in NumPy, every slope written out."""
    # Its products are so small that threads wait for each other, not for work.
    with threadpool_limits(1, "blas"):
        return bare(oracle, given, dropout)
