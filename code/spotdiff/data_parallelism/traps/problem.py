"""What a batch in parts comes to, by how the parts' losses are put together.

Each replica sees a part of the batch. Its framework then puts the slopes of all parts
together: PyTorch's DistributedDataParallel takes their mean, TensorFlow's strategies
their sum. So the same loss means something else in the two, and what is right for parts
of equal size may be wrong for others. Here is what each comes to, in NumPy.
"""

from dataclasses import dataclass

import numpy as np

from spotdiff.data_parallelism.problem import (
    Array,
    Labels,
    Lesson,
    Weights,
    slopes,
)

REPLICAS = (1, 2, 4)
EVEN, UNEVEN = 64, 50  # images a step; 50 in four parts are 13, 13, 12 and 12
IMAGES = 300  # the last batch of 64 is a partial one, of 44; of 50 there is none
# What a replica makes of the losses of its part.
MEAN, SUM, SHARE = "the mean", "the sum", "its share of the mean"
LOSSES = (MEAN, SUM, SHARE)
TOGETHER = {"PyTorch": "mean", "TensorFlow": "sum"}


@dataclass(frozen=True)
class Trial:
    """One way to train in parts.

    Attributes:
        replicas: How many parts a batch is in.
        batch: Images a step, all replicas together.
        loss: What a replica makes of the losses of its part.
        normalised: Whether the hidden units are normalised by their batch.
        alike: Whether all parts are normalised by the whole batch.
    """

    replicas: int
    batch: int = EVEN
    loss: str = SHARE
    normalised: bool = False
    alike: bool = False


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


def train(framework: str, given: Lesson, trial: Trial) -> Weights:
    """Go through a lesson once, in parts, and return the weights."""
    weights = dict(given.weights)
    for images, labels in given.batches():
        cuts = parts(len(labels), trial.replicas)
        whole = [slice(0, len(labels))]
        norm = (whole if trial.alike else cuts) if trial.normalised else None
        found = weighed(framework, weights, images, labels, trial, norm)
        weights = {name: w - given.rate * found[name] for name, w in weights.items()}
    return weights


def weighed(
    framework: str,
    weights: Weights,
    images: Array,
    labels: Labels,
    trial: Trial,
    norm: list[slice] | None,
) -> Weights:
    """Return the slopes that all replicas take together.

    Slopes of normalised parts that know one another are those of the whole batch,
    so then only `SHARE` is told apart.
    """
    if norm is not None and trial.alike:
        return slopes(weights, images, labels, normalised=norm)
    total = {name: np.zeros_like(w) for name, w in weights.items()}
    for part in parts(len(labels), trial.replicas):
        own = [slice(0, part.stop - part.start)] if norm else None
        found = slopes(weights, images[part], labels[part], normalised=own)
        by = factor(
            framework, trial.loss, part.stop - part.start, len(labels), trial.replicas
        )
        total = {name: total[name] + by * found[name] for name in total}
    return total


def trials() -> list[Trial]:
    """Return every trial: each loss on even and uneven parts, then normalised ones."""
    plain = [
        Trial(replicas, batch, loss)
        for replicas in REPLICAS
        for batch in (EVEN, UNEVEN)
        for loss in LOSSES
    ]
    return plain + [Trial(replicas, normalised=True) for replicas in REPLICAS]


def rate_for(loss: str) -> float:
    """Return a rate with which a sum of losses does not run away."""
    return 2.0**-3 if loss != SUM else 2.0**-9
