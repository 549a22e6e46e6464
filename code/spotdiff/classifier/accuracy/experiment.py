"""Both networks of 2017 trained in both frameworks, under the same settings."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType

import keras
import numpy as np
import torch
from numpy.typing import NDArray
from scipy import stats

from spotdiff.classifier.blocks import tensorflow_side as keras_blocks
from spotdiff.classifier.blocks import torch_side as torch_blocks
from spotdiff.classifier.carrying import tensorflow_side as keras_carrying
from spotdiff.classifier.carrying import torch_side as torch_carrying
from spotdiff.classifier.problem import (
    LARGE,
    SMALL,
    Array,
    Labels,
    Network,
    batches,
    initial_weights,
    standardise,
)
from spotdiff.classifier.training import tensorflow_side as keras_training
from spotdiff.classifier.training import torch_side as torch_training
from spotdiff.data import Digits
from spotdiff.runtime import from_environment

SIDES: dict[str, tuple[ModuleType, ModuleType, ModuleType]] = {
    "PyTorch": (torch_blocks, torch_carrying, torch_training),
    "TensorFlow": (keras_blocks, keras_carrying, keras_training),
}
CONFIDENCE = 0.95


@dataclass(frozen=True)
class Plan:
    """How long a network is trained, and how often from the start.

    Attributes:
        network: Which.
        epochs: How often it sees every image.
        seeds: How many runs there are, each with weights and batches of its own.
    """

    network: Network
    epochs: int
    seeds: int


# The more images there are, the fewer epochs it takes, and the longer each of them.
PLANS = {
    "digits": (Plan(SMALL, epochs=10, seeds=5), Plan(LARGE, epochs=2, seeds=3)),
    "mnist": (Plan(SMALL, epochs=4, seeds=3), Plan(LARGE, epochs=1, seeds=3)),
}
BATCH, RATE, MOMENTUM = 32, 0.02, 0.9


def seed_both(seed: int) -> None:
    """Seed what draws the dropout: PyTorch's generator, and Keras's new layers."""
    torch.manual_seed(seed)
    keras.utils.set_random_seed(seed)


def answers(framework: str, plan: Plan, seed: int, digits: Digits) -> Labels:
    """Train once, and ask after every epoch what the test images show.

    Args:
        framework: "PyTorch" or "TensorFlow".
        plan: The network and its epochs.
        seed: Of the first weights, of the batches and of the dropout.
        digits: The data.

    Returns:
        The answers, (epochs, test images).
    """
    blocks, carrying, training = SIDES[framework]
    train, test = standardise(digits.train_images), standardise(digits.test_images)
    seed_both(seed)
    model = blocks.classifier(plan.network)
    carrying.put(model, initial_weights(plan.network, seed))
    given = []

    def lessons() -> Iterator[tuple[Array, Labels]]:
        for epoch in range(plan.epochs):
            for step in batches(len(train), BATCH, 1, seed=1000 * seed + epoch):
                yield train[step], digits.train_labels[step]
            # The loop asks for the next batch when it has learnt from the last.
            given.append(training.predict(model, test).argmax(1))

    training.train(model, lessons(), RATE, MOMENTUM)
    return np.array(given)


@dataclass(frozen=True)
class Outcome:
    """All runs of one network in one framework.

    Attributes:
        framework: Which.
        plan: The network, its epochs and its seeds.
        answers: What each run said after each epoch, (seeds, epochs, images).
        truth: What the images show, (images,).
    """

    framework: str
    plan: Plan
    answers: Labels
    truth: Labels

    @property
    def accuracies(self) -> NDArray[np.float64]:
        """Return the share of right answers, (seeds, epochs)."""
        shares: NDArray[np.float64] = np.mean(self.answers == self.truth, axis=-1)
        return shares

    @property
    def final(self) -> NDArray[np.float64]:
        """Return the share of right answers at the end, (seeds,)."""
        return self.accuracies[:, -1]

    @property
    def confusion(self) -> NDArray[np.int64]:
        """Count, over all runs, who was taken for whom: (truth, answer)."""
        counts = np.zeros((10, 10), np.int64)
        for said in self.answers[:, -1]:
            np.add.at(counts, (self.truth, said), 1)
        return counts


def outcomes(digits: Digits, plans: Sequence[Plan] = ()) -> list[Outcome]:
    """Train every network in every framework, from every seed.

    Args:
        digits: The data.
        plans: What to train; those of the data set that this build reads, if empty.
    """
    plans = plans or PLANS[from_environment().data]
    return [
        Outcome(
            framework,
            plan,
            np.array(
                [answers(framework, plan, seed, digits) for seed in range(plan.seeds)]
            ),
            digits.test_labels,
        )
        for plan in plans
        for framework in SIDES
    ]


@dataclass(frozen=True)
class Interval:
    """A mean and its 95 % confidence interval, by Student's t."""

    mean: float
    low: float
    high: float

    @property
    def holds_zero(self) -> bool:
        """Tell whether the mean may well be zero."""
        return self.low <= 0 <= self.high


def interval(values: NDArray[np.float64]) -> Interval:
    """Estimate a mean from a few independent runs, (runs,), at least two."""
    mean, error = float(np.mean(values)), float(stats.sem(values))
    margin = float(stats.t.ppf((1 + CONFIDENCE) / 2, len(values) - 1)) * error
    return Interval(mean, mean - margin, mean + margin)


def lead(one: Outcome, other: Outcome) -> Interval:
    """Compare two frameworks seed by seed: same weights, same batches."""
    return interval(one.final - other.final)


def missed_by_both(found: Mapping[str, Outcome]) -> list[tuple[int, int, int]]:
    """List the images that most runs of each framework get wrong.

    Returns:
        Image, what it shows, and what it is most often taken for; the most
        often missed first.
    """
    runs = [outcome.answers[:, -1] for outcome in found.values()]
    truth = next(iter(found.values())).truth
    shares = np.array([(said != truth).mean(axis=0) for said in runs])
    missed = np.flatnonzero((shares > 0.5).all(axis=0))
    ranked = missed[np.argsort(-shares.mean(axis=0)[missed], kind="stable")]
    everyone = np.concatenate(runs)
    return [
        (int(i), int(truth[i]), _mistaken(everyone[:, i], truth[i])) for i in ranked
    ]


def shared_mistakes(one: Outcome, other: Outcome) -> float:
    """Return the share of one's mistakes, at the end, that the other makes too.

    Two runs from one seed are compared, and the shares averaged over the seeds.
    """
    shares = []
    for said, also in zip(one.answers[:, -1], other.answers[:, -1], strict=True):
        wrong = said != one.truth
        if wrong.any():
            shares.append(float((also[wrong] != one.truth[wrong]).mean()))
    return float(np.mean(shares)) if shares else 0.0


def _mistaken(said: Labels, truth: int) -> int:
    return int(np.bincount(said[said != truth]).argmax())
