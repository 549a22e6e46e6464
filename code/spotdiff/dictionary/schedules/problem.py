"""What the rows are fed with, and how they differ."""

from spotdiff.dictionary.rows import Made, row

ROWS = {
    "steps": row(Made.OPTIMIZER, read="rates"),
    "milestones": row(Made.OPTIMIZER, read="rates"),
    "exponential": row(Made.OPTIMIZER, read="rates"),
    "cosine": row(Made.OPTIMIZER, read="rates"),
    "restarts": row(Made.OPTIMIZER, read="rates"),
    "polynomial": row(Made.OPTIMIZER, read="rates"),
    "inverse": row(Made.OPTIMIZER, read="rates"),
    "warm_up": row(Made.OPTIMIZER, read="rates"),
}
