"""What the rows are fed with, and how they differ."""

from spotdiff.dictionary.rows import row, silent, single, spread

X = single(-3, -1, -0.2, 0, 0.2, 1, 3)

ROWS = {
    "relu": row(X),
    "leaky": row(
        X,
        differs="The slope is 0.01 in PyTorch and 0.2 in TensorFlow " + silent("leak"),
    ),
    "leaky_equal": row(X),
    "elu": row(X),
    "gelu": row(X, tolerance=5e-6),
    "silu": row(X),
    "mish": row(X),
    "sigmoid": row(X),
    "log_sigmoid": row(X),
    "softplus": row(X),
    "hard_sigmoid": row(X),
    "hard_swish": row(X),
    "softmax": row(X),
    "log_softmax": row(X),
    "gated": row(spread(2, 6)),
}
