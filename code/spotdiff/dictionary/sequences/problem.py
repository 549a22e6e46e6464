"""What the rows are fed with, and how they differ."""

import numpy as np

from spotdiff.dictionary.giving.problem import Weights, attention, gru, lstm
from spotdiff.dictionary.rows import row, spread

WORDS = np.array([[1, 2, 3], [4, 5, 0]])
TABLE = spread(6, 4)
SERIES = spread(2, 5, 3)
TEXT = spread(2, 5, 4)
ONE_WAY = lstm(3, 2)
BOTH = Weights(ONE_WAY.torch * 2, ONE_WAY.keras * 2)

ROWS = {
    "embedding": row(read="layer", fed=(Weights((TABLE,), (TABLE,)), WORDS)),
    "lstm": row(read="first", fed=(lstm(3, 2), SERIES)),
    "gru": row(read="first", fed=(gru(3, 2), SERIES)),
    "both_ways": row(read="first", fed=(BOTH, SERIES)),
    "attention": row(spread(2, 5, 2, 4), spread(2, 5, 2, 4), spread(2, 5, 2, 4)),
    "causal": row(spread(2, 5, 2, 4), spread(2, 5, 2, 4), spread(2, 5, 2, 4)),
    "attention_axes": row(
        spread(2, 5, 3, 4),
        differs="PyTorch has heads before steps, Keras steps before heads",
    ),
    "multi_head": row(
        read="first", fed=(attention(4, 2), TEXT, TEXT, TEXT), tolerance=1e-5
    ),
}
