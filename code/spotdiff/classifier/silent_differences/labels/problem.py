"""Targets of several kinds, and the losses by hand."""

import numpy as np

from spotdiff.classifier.silent_differences.losses.problem import (
    LABELS,
    SCORES,
    softmax,
    surprises,
)
from spotdiff.classifier.silent_differences.rows import Row, single

LOSSES = surprises(softmax(SCORES), LABELS)
VALUES = single(1, 2, 3)

ROWS = (
    Row(
        "narrow",
        "Labels in int32",
        (SCORES, LABELS.astype(np.int32)),
        torch="RuntimeError",
        tensorflow=LOSSES.mean(),
    ),
    Row(
        "one_hot",
        "One-hot labels in whole numbers",
        (SCORES, np.eye(3, dtype=np.int64)[LABELS]),
        torch="RuntimeError",
        tensorflow=LOSSES.mean(),
    ),
    Row(
        "ignored",
        "A label of -100",
        (SCORES, np.array([LABELS[0], -100])),
        torch=LOSSES[0],
        tensorflow="InvalidArgumentError",
    ),
    Row(
        "column",
        "Squared error of (3, 1) guesses, all right, against (3,) values",
        (VALUES[:, None], VALUES),
        torch=((VALUES[:, None] - VALUES) ** 2).mean(),
        tensorflow=0.0,
    ),
)
