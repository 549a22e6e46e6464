"""What the rows are fed with, and how they differ."""

import numpy as np

from spotdiff.dictionary.rows import row, single, spread

LOGITS, LABELS = spread(4, 3), np.array([0, 2, 1, 1])
ONE_HOT = np.eye(3, dtype=np.float32)[LABELS]
GUESS, TRUE = spread(6), single(1, 0, 1, 0, 0, 1)
SHARES, WANTED = (
    single([0.2, 0.3, 0.5], [0.1, 0.1, 0.8]),
    single([0.3, 0.3, 0.4], [0.2, 0.3, 0.5]),
)

ROWS = {
    "cross_entropy": row(LOGITS, LABELS),
    "cross_entropy_each": row(LOGITS, LABELS),
    "cross_entropy_shares": row(LOGITS, ONE_HOT),
    "smoothed": row(LOGITS, ONE_HOT),
    "of_log_shares": row(SHARES, LABELS[:2]),
    "binary": row(GUESS, TRUE),
    "squared": row(GUESS, TRUE),
    "absolute": row(GUESS, TRUE),
    "huber": row(GUESS, TRUE),
    "divergence": row(WANTED, SHARES),
    "alike": row(
        SHARES, WANTED, differs="Keras gives the negative: it is a loss there"
    ),
    "penalty": row(GUESS),
    "masked": row(GUESS, TRUE),
}
