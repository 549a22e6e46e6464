"""Cases of which one may expect a difference, and NumPy's answer."""

import numpy as np

from spotdiff.classifier.silent_differences.losses.problem import (
    LABELS,
    SCORES,
    softmax,
)
from spotdiff.classifier.silent_differences.rows import Row, single

HALVES = single(0.5, 1.5, 2.5)
MINUS_SEVEN, TWO = np.array(-7), np.array(2)
ONE_HOT = np.eye(3, dtype=np.float32)[LABELS]
SMOOTHED = 0.9 * ONE_HOT + 0.1 / 3
LOSS = -(SMOOTHED * np.log(softmax(SCORES))).sum(1).mean()
ZEROS = single(0)

ROWS = (
    Row("rounding", "Halves, rounded", (HALVES,), np.round(HALVES), np.round(HALVES)),
    Row(
        "remainder",
        "-7 divided by 2: quotient and remainder",
        (MINUS_SEVEN, TWO),
        torch=(-7 // 2, -7 % 2),
        tensorflow=(-7 // 2, -7 % 2),
    ),
    Row(
        "smoothing",
        "Label smoothing",
        (SCORES, ONE_HOT),
        torch=LOSS,
        tensorflow=LOSS,
    ),
    Row(
        "kink",
        "Slope of ReLU and of the absolute value at 0, added",
        (ZEROS,),
        torch=0.0,
        tensorflow=0.0,
    ),
)
