"""What the rows are fed with, and how they differ."""

from spotdiff.dictionary.rows import row, spread

X = spread(2, 3)
IMAGES = spread(2, 3, 4, 4)

ROWS = {
    "shape": row(X),
    "size": row(X),
    "rank": row(X),
    "reshape": row(X),
    "flatten": row(IMAGES),
    "new_axis": row(X),
    "drop_axis": row(spread(1, 3, 1)),
    "transpose": row(X),
    "transpose_each": row(IMAGES),
    "channels_last": row(IMAGES),
    "move_axis": row(IMAGES),
    "broadcast": row(spread(1, 3)),
    "pad": row(X),
    "pad_mirrored": row(X),
}
