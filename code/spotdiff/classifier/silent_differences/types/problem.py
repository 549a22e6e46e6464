"""Numbers whose type decides what comes out."""

import numpy as np

from spotdiff.classifier.silent_differences.rows import Row

LARGE = 2**16
WHOLE = np.array([1, 2])
DOUBLES = np.array([[0.1, 0.2]])

ROWS = (
    Row(
        "square",
        "A Python int made into a tensor: 65536 squared",
        (LARGE,),
        torch=LARGE**2,
        tensorflow=LARGE**2 % 2**32,
    ),
    Row(
        "mixed",
        "A whole number plus a float32",
        (np.array(1), np.array(0.5, np.float32)),
        torch=1.5,
        tensorflow="InvalidArgumentError",
    ),
    Row(
        "whole_mean",
        "The mean of the whole numbers 1 and 2",
        (WHOLE,),
        torch="RuntimeError",
        tensorflow=WHOLE.sum() // len(WHOLE),
        agreed=WHOLE.mean(),
    ),
    Row(
        "double",
        "float64 handed to a new layer",
        (DOUBLES,),
        torch="RuntimeError",
        tensorflow=DOUBLES.sum(),
    ),
)
