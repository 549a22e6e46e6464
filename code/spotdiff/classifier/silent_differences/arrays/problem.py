"""Six numbers, and what NumPy makes of them."""

import numpy as np

from spotdiff.classifier.silent_differences.rows import Row, single

X = single(1, 2, 3, 10, 5, 6)
SHORT = X[:2]

ROWS = (
    Row(
        "deviation",
        "Standard deviation",
        (X,),
        torch=X.std(ddof=1),
        tensorflow=X.std(),
    ),
    Row(
        "middle",
        "Median of an even number of values",
        (X,),
        torch=np.sort(X)[len(X) // 2 - 1],
        tensorflow=np.median(X),
    ),
    Row(
        "pieces",
        "Split by 2: the first piece",
        (X,),
        torch=X[:2],
        tensorflow=np.split(X, 2)[0],
    ),
    Row(
        "copies",
        "Repeat 2 times",
        (SHORT,),
        torch=np.tile(SHORT, 2),
        tensorflow=np.repeat(SHORT, 2),
    ),
)
