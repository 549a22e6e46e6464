"""What the rows are fed with, and how they differ."""

import numpy as np

from spotdiff.dictionary.rows import row, single

X = single([3, 1, 2], [4, 6, 5])
LABELS = np.array([2, 0, 2, 1, 2])
EDGES = single(1, 3, 5)

ROWS = {
    "sort": row(X),
    "sort_falling": row(X),
    "order": row(X),
    "largest_two": row(X),
    "unique": row(
        LABELS, differs="PyTorch sorts them; TensorFlow keeps the order of appearance"
    ),
    "unique_sorted": row(LABELS),
    "counts": row(LABELS),
    "histogram": row(X - np.float32(0.5)),
    "place_in": row(EDGES, single(0, 3, 9)),
    "bucket": row(EDGES, single(0, 3, 9)),
    "is_in": row(X, EDGES),
    "confusion": row(LABELS, np.array([2, 0, 1, 1, 0])),
}
