"""What the rows are fed with, and how they differ."""

from spotdiff.dictionary.giving.problem import INPUTS, LABELS
from spotdiff.dictionary.rows import Chance, Made, row, single

ROWS = {
    "dataset": row(INPUTS, LABELS),
    "batches": row(Made.DATA),
    "whole_batches": row(Made.DATA),
    "number": row(Made.DATA),
    "one_batch": row(Made.DATA),
    "shuffled": row(Made.DATA, chance=Chance(-1, 1, 0.125)),
    "mapped": row(Made.DATA),
    "filtered": row(Made.DATA),
    "part": row(Made.DATA),
    "together": row(Made.DATA),
    "in_step": row(Made.DATA),
    "split": row(Made.DATA, chance=Chance(-1, 1, 0.125)),
    "padded": row((single(1, 2, 3), single(4, 5))),
    "ahead": row(Made.DATA),
}
