"""One step of each, by hand."""

import numpy as np

from spotdiff.classifier.silent_differences.rows import Row, single

WEIGHT = single(1)
SLOPES = single(3, 4)
BATCHES = 3

ROWS = (
    Row(
        "penalty",
        "A decay of 0.1: what is left of 1 after a step",
        (WEIGHT,),
        torch=WEIGHT - 0.1 * WEIGHT,
        tensorflow=WEIGHT - 0.1 * 2 * WEIGHT,
    ),
    Row(
        "clipping",
        "Slopes 3 and 4, clipped to a norm of 1",
        (SLOPES,),
        torch=SLOPES / np.linalg.norm(SLOPES),
        tensorflow=SLOPES / np.abs(SLOPES),
    ),
    Row(
        "schedule",
        "The rate 0.1, halved: after an epoch of 3 batches",
        (BATCHES,),
        torch=0.1 * 0.5,
        tensorflow=0.1 * 0.5**BATCHES,
    ),
)
