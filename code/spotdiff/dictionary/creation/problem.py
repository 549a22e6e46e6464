"""What the rows are fed with, and how they differ."""

import numpy as np

from spotdiff.dictionary.rows import row, single, spread

X = single(1, 2, 3)
TABLE = spread(3, 3)
LABELS = np.array([0, 2, 1])

ROWS = {
    "from_list": row(),
    "zeros": row(),
    "ones": row(),
    "full": row(),
    "zeros_like": row(X),
    "counting": row(),
    "steps": row(),
    "linspace": row(),
    "logspace": row(tolerance=1e-4),
    "identity": row(),
    "diagonal_matrix": row(X),
    "lower_triangle": row(TABLE),
    "grid": row(X, single(4, 5)),
    "one_hot": row(LABELS),
    "trainable": row(X),
}
