"""What the rows are fed with, and how they differ."""

import numpy as np

from spotdiff.dictionary.rows import row, single

X = single(-2.5, -0.5, 0.5, 1.5, 2.5)
POSITIVE = single(0.25, 0.5, 1, 2, 4)
ODD = single(1, np.nan, np.inf, -1, 0)

ROWS = {
    "powers": row(POSITIVE),
    "exponential": row(POSITIVE, tolerance=1e-5),
    "log_of_one_more": row(POSITIVE),
    "sine": row(X),
    "clip": row(X),
    "rounded": row(X),
    "floor": row(X),
    "remainder": row(X),
    "larger": row(X, POSITIVE),
    "logic": row(X),
    "finite": row(ODD),
    "mended": row(single(1, np.nan, -1)),
    "safe_division": row(single(1, 2), single(0, 4)),
    "blend": row(X, POSITIVE),
    "close": row(X, X + single(1e-7)),
}
