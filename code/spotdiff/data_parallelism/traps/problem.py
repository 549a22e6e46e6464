"""What a batch in parts comes to, by how the parts' losses are put together.

Each replica sees a part of the batch. Its framework then puts the slopes of all parts
together: PyTorch's DistributedDataParallel takes their mean, TensorFlow's strategies
their sum. So the same loss means something else in the two, and what is right for parts
of equal size may be wrong for others. Here is what each comes to, in NumPy.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from spotdiff.data_parallelism.problem import (
    HIDDEN,
    RATE,
    Array,
    Labels,
    Lesson,
    Weights,
    slopes,
)

REPLICAS = (1, 2, 4)
# What a replica makes of the losses of its part.
MEAN, SUM, SHARE = "the mean", "the sum", "its share of the mean"
LOSSES = (MEAN, SUM, SHARE)
TOGETHER = {"PyTorch": "mean", "TensorFlow": "sum"}
DROPPED = 0.5  # of the hidden units, where units are dropped


@dataclass(frozen=True)
class Batches:
    """How the images are cut into batches.

    Attributes:
        size: Images a step, of all replicas together.
        images: How many there are.
    """

    size: int
    images: int

    def __str__(self) -> str:
        """Say how many images a step has, and how many the last one, if fewer."""
        last = self.images % self.size
        return f"{self.size}, the last one {last}" if last else f"{self.size}"


EVEN = Batches(64, 256)
UNEVEN = Batches(50, 250)  # in four parts: 13, 13, 12 and 12
PARTIAL = Batches(64, 299)  # all are even but the last one
SMALL = Batches(16, 256)  # what each of four workers sees of an even batch
IMAGES = 299
FOR_SUMS = 2.0**-9  # the sum of many slopes would run away otherwise
SLOW = 2.0**-7  # slow enough to be made four times as fast


@dataclass(frozen=True)
class Trial:
    """One way to train in parts.

    Attributes:
        replicas: How many parts a batch is in.
        batches: How the images are cut into batches.
        loss: What a replica makes of the losses of its part.
        normalised: Whether the hidden units are normalised by their batch.
        alike: Whether all parts are normalised by the whole batch.
        dropped: Whether half of the hidden units are dropped.
        seeds: How many different seeds the replicas drop by.
        rate: What the slopes are multiplied by.
    """

    replicas: int
    batches: Batches = EVEN
    loss: str = SHARE
    normalised: bool = False
    alike: bool = False
    dropped: bool = False
    seeds: int = 1
    rate: float = RATE

    def of(self, lesson: Lesson) -> Lesson:
        """Return a lesson as this trial takes it."""
        shorter = lesson.first(self.batches.images)
        return replace(shorter, batch=self.batches.size, rate=self.rate)


def parts(count: int, replicas: int) -> list[slice]:
    """Cut a batch into parts, the larger ones first, as `np.array_split` does."""
    ends = np.cumsum([len(part) for part in np.array_split(range(count), replicas)])
    return [slice(a, b) for a, b in zip([0, *ends[:-1]], ends, strict=True)]


def factor(framework: str, loss: str, mine: int, whole: int, replicas: int) -> float:
    """Return what the mean slopes of a part are multiplied by before they are added.

    Args:
        framework: "PyTorch" or "TensorFlow".
        loss: One of `LOSSES`.
        mine: Images in the part.
        whole: Images in the batch.
        replicas: How many parts.
    """
    if loss == SHARE:
        return mine / whole
    own = mine if loss == SUM else 1
    return own / replicas if TOGETHER[framework] == "mean" else own


def train(
    framework: str, given: Lesson, trial: Trial, masks: Sequence[Array] = ()
) -> Weights:
    """Go through a lesson once, in parts, and return the weights.

    Args:
        framework: Whose rule puts the slopes together.
        given: The lesson, as the trial takes it.
        trial: How it is trained.
        masks: What dropout multiplies the hidden units by in each step, (n, 16).
    """
    weights = dict(given.weights)
    for step, (images, labels) in enumerate(given.batches()):
        mask = masks[step] if masks else np.ones((len(labels), HIDDEN))
        found = together(framework, weights, (images, labels, mask), trial)
        weights = {name: w - given.rate * found[name] for name, w in weights.items()}
    return weights


def together(
    framework: str, weights: Weights, batch: tuple[Array, Labels, Array], trial: Trial
) -> Weights:
    """Return the slopes that all replicas take together.

    Parts that are normalised alike know one another: their slopes are those of the
    whole batch.
    """
    images, labels, mask = batch
    count = len(labels)
    if trial.alike:
        return slopes(weights, images, labels, mask, [slice(0, count)])
    total = {name: np.zeros_like(w) for name, w in weights.items()}
    for part in parts(count, trial.replicas):
        mine = part.stop - part.start
        own = [slice(0, mine)] if trial.normalised else None
        found = slopes(weights, images[part], labels[part], mask[part], own)
        by = factor(framework, trial.loss, mine, count, trial.replicas)
        total = {name: total[name] + by * found[name] for name in total}
    return total


def trials() -> list[Trial]:
    """Return every trial that both frameworks can run here."""
    plain = [
        with_loss(replicas, batches, loss)
        for replicas in REPLICAS
        for batches in (EVEN, UNEVEN, PARTIAL)
        for loss in LOSSES
    ]
    normalised = [Trial(replicas, normalised=True) for replicas in REPLICAS]
    dropped = [Trial(replicas, dropped=True) for replicas in REPLICAS]
    return [*plain, *normalised, *dropped, *grown()]


def grown() -> list[Trial]:
    """Return one process, and four with such a batch each: at its rate, and faster."""
    return [Trial(1, SMALL, rate=SLOW), Trial(4, rate=SLOW), Trial(4, rate=4 * SLOW)]


def with_loss(replicas: int, batches: Batches, loss: str) -> Trial:
    """Return a trial of a loss, at a rate that it stands."""
    return Trial(replicas, batches, loss, rate=FOR_SUMS if loss == SUM else RATE)
