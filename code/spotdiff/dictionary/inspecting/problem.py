"""What the rows are fed with, and how they differ."""

from spotdiff.dictionary.giving.problem import INPUTS
from spotdiff.dictionary.rows import Made, row, silent

ROWS = {
    "count": row(Made.MODEL),
    "summary": row(
        Made.MODEL,
        differs="PyTorch lists the layers as they were written; "
        "Keras sets a table with shapes and counts",
    ),
    "layers": row(
        Made.MODEL,
        differs="An activation is a layer in PyTorch, and may be an argument in Keras",
    ),
    "weight_shapes": row(
        Made.MODEL,
        differs="Matrices are outputs × inputs in PyTorch, "
        "and inputs × outputs in Keras " + silent("matrix"),
    ),
    "weight_names": row(
        Made.MODEL,
        differs="PyTorch numbers the layers of a Sequential, Keras names them",
    ),
    "inner": row(Made.MODEL, INPUTS),
    "memory": row(INPUTS),
    "assert_finite": row(INPUTS),
    "assert_shape": row(INPUTS),
}
