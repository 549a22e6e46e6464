"""What the rows are fed with, and how they differ."""

import numpy as np

from spotdiff.dictionary.rows import Made, row, single, spread

X = spread(3, 4)
Y = spread(4, 3).T.copy()
ROWS_WANTED = np.array([2, 0])
ONE_EACH = np.array([3, 0, 1])
MASK = X > 0
GROUPS = np.array([0, 1, 0])

ROWS = {
    "element": row(X),
    "columns": row(X),
    "last": row(X),
    "backwards": row(X),
    "rows": row(X, ROWS_WANTED),
    "columns_by_number": row(X, ROWS_WANTED),
    "one_a_row": row(X, ONE_EACH),
    "pairs": row(X, GROUPS, ONE_EACH),
    "masked": row(X, MASK),
    "where": row(X, Y),
    "places": row(MASK),
    "write_row": row(X, single(1, 2, 3, 4)),
    "write_masked": row(X, MASK),
    "write_variable": row(Made.PARAMETER),
    "add_by_number": row(X, GROUPS),
}
