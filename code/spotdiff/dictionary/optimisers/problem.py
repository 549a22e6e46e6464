"""What the rows are fed with, and how they differ."""

from spotdiff.dictionary.rows import Made, row

ROWS = {
    "sgd": row(Made.PARAMETERS, read="path"),
    "momentum": row(Made.PARAMETERS, read="path", tolerance=2e-6),
    "rmsprop": row(
        Made.PARAMETERS,
        read="path",
        differs="The old mean counts 0.99 in PyTorch and 0.9 in Keras",
    ),
    "rmsprop_equal": row(Made.PARAMETERS, read="path", tolerance=1e-5),
    "adam": row(Made.PARAMETERS, read="path", tolerance=1e-5),
    "adamw": row(Made.PARAMETERS, read="path", tolerance=1e-5),
    "decay": row(Made.PARAMETERS, read="path", tolerance=1e-5),
    "adagrad": row(Made.PARAMETERS, read="path", tolerance=1e-5),
    "adadelta": row(Made.PARAMETERS, read="path", tolerance=1e-5),
    "adamax": row(Made.PARAMETERS, read="path", tolerance=1e-5),
    "nadam": row(
        Made.PARAMETERS,
        read="path",
        differs="Momentum rises slowly in PyTorch and at once in Keras",
    ),
    "nadam_equal": row(Made.PARAMETERS, read="path", tolerance=1e-5),
    "rate": row(Made.OPTIMIZER, tolerance=1e-7),
    "set_rate": row(Made.OPTIMIZER),
}
