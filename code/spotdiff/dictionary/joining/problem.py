"""What the rows are fed with, and how they differ."""

from spotdiff.dictionary.rows import row, silent, single, spread

X = spread(2, 4)
Y = spread(4, 2).T.copy()
PARTS = (single(1, 2, 3), single(4, 5))

ROWS = {
    "join": row(X, Y),
    "stack": row(X, Y),
    "split_evenly": row(X),
    "split_by_two": row(
        X,
        differs="2 is the length of a part in PyTorch, "
        "and the number of parts in TensorFlow " + silent("pieces"),
    ),
    "split_sizes": row(X),
    "unstack": row(X),
    "tile": row(X),
    "repeat_each": row(X),
    "roll": row(X),
    "windows": row(X),
    "pad_series": row(PARTS),
}
