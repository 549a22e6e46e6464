"""What a layer does in training and what it does not."""

import math

import numpy as np

from spotdiff.classifier.silent_differences.normalisation.problem import (
    BATCH,
    normalised,
)
from spotdiff.classifier.silent_differences.rows import Array, Row

ONES = np.ones(10_000, np.float32)
IMAGES = np.ones((1000, 8, 8, 8), np.float32)
# A share of n draws at one half is off by half a root of n, four times over.
SAMPLING = 4 * 0.5 / math.sqrt(1000)


def share_of_zeros(values: Array) -> float:
    """Return how much was dropped."""
    return float(np.mean(values == 0))


def share_of_whole_maps(images: Array) -> float:
    """Return how many maps, of all along the second axis, are of one value."""
    return float(np.mean(images.min((2, 3)) == images.max((2, 3))))


ROWS = (
    Row(
        "dropout",
        "A new dropout, simply called: share of zeros",
        (ONES,),
        torch=0.5,
        tensorflow=0.0,
        measure=share_of_zeros,
        tolerance=SAMPLING,
    ),
    Row(
        "batch_norm",
        "A new batch norm, simply called",
        (BATCH,),
        torch=normalised(BATCH, 1e-3),
        tensorflow=BATCH / np.sqrt(1 + 1e-3),
    ),
    Row(
        "frozen",
        "A frozen batch norm: the running mean after a batch",
        (BATCH,),
        torch=0.1 * BATCH.mean(0),
        tensorflow=np.zeros(1),
    ),
    Row(
        "channels",
        "Dropping whole channels: share of maps all dropped or all kept",
        (IMAGES,),
        torch=1.0,
        tensorflow=2 * 0.5**8,
        measure=share_of_whole_maps,
        tolerance=SAMPLING,
    ),
)
