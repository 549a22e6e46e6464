"""What the rows are fed with, and how they differ."""

from spotdiff.dictionary.rows import Made, row, single, spread

X = single(1, -2, 3)

ROWS = {
    "gpus": row(),
    "device": row(
        X,
        differs="PyTorch calls the processor `cpu`; "
        "TensorFlow `/job:localhost/replica:0/task:0/device:CPU:0`",
    ),
    "move": row(X),
    "make_there": row(),
    "compiled": row(Made.CUBES, X),
    "vectorised": row(Made.CUBES, spread(4, 3)),
    "mixed_precision": row(spread(2, 3)),
}
