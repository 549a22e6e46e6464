"""Series of which every number is known."""

import numpy as np

from spotdiff.classifier.silent_differences.rows import Row, single

SERIES = np.arange(9, dtype=np.float32).reshape(3, 3, 1)
THREE_SERIES = np.ones((3, 2, 1), np.float32)
WORDS = np.array([0, 1])

ROWS = (
    Row(
        "time_axis",
        "Which axis is time: the last running sum",
        (SERIES,),
        torch=SERIES.cumsum(0)[-1, -1],
        tensorflow=SERIES.cumsum(1)[-1, -1],
        measure=lambda sums: sums[-1, -1],
    ),
    Row(
        "returned",
        "What is returned: the shape for 3 series, 2 steps, 4 units",
        (THREE_SERIES,),
        torch=(3, 2, 4),
        tensorflow=(3, 4),
    ),
    Row(
        "padding_entry",
        "The vector of the word that is none, and of another",
        (WORDS,),
        torch=single([0, 0], [1, 1]),
        tensorflow=np.ones((2, 2)),
    ),
)
