"""What the rows are fed with, and how they differ."""

from spotdiff.dictionary.giving.problem import INPUTS
from spotdiff.dictionary.rows import Made, row

MODELS = (Made.MODEL, Made.BLANK, Made.FOLDER, INPUTS)

ROWS = {
    "weights": row(*MODELS),
    "whole": row(Made.MODEL, Made.FOLDER, INPUTS),
    "exported": row(Made.MODEL, Made.FOLDER, INPUTS),
    "hand_over": row(Made.MODEL, Made.BLANK, INPUTS),
    "resume": row(Made.MODEL, Made.FOLDER),
    "one_tensor": row(INPUTS, Made.FOLDER),
}
