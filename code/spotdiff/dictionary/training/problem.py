"""What the rows are fed with, and how they differ."""

from spotdiff.dictionary.giving.problem import INPUTS, LABELS
from spotdiff.dictionary.rows import Made, row, spread

NETWORK = (Made.MODEL, Made.CROSS_ENTROPY, INPUTS, LABELS)

ROWS = {
    "in_training": row(Made.MODEL, INPUTS),
    "in_use": row(Made.MODEL, INPUTS),
    "predict": row(Made.MODEL, INPUTS),
    "step": row(*NETWORK),
    "epoch": row(Made.MODEL, Made.CROSS_ENTROPY, Made.DATA, INPUTS),
    "freeze": row(Made.MODEL),
    "clip_norm": row(*NETWORK, read="lengths"),
    "clip_value": row(*NETWORK, read="lengths"),
    "accuracy": row(spread(8, 2), LABELS),
    "copied": row(Made.MODEL, INPUTS),
}
