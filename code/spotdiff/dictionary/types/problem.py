"""What the rows are fed with, and how they differ."""

import numpy as np

from spotdiff.dictionary.rows import row, single

X = single(1.7, -1.7, 0)
WHOLE = np.array([1, 2, 3], np.int32)

ROWS = {
    "from_numpy": row(X, raw=True),
    "to_numpy": row(X),
    "to_list": row(X),
    "to_number": row(X),
    "cast": row(X),
    "half": row(X, tolerance=0.001),
    "to_bool": row(X),
    "type_of": row(X),
    "is_float": row(X),
    "default_type": row(),
    "largest_number": row(),
    "mixed": row(WHOLE, X),
    "same_bits": row(X),
}
