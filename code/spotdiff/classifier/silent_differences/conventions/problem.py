"""Cases in which a function has to choose."""

import numpy as np

from spotdiff.classifier.silent_differences.rows import Array, Row, single

LABELS = np.array([0, 3])
NUMBERS = [1.0, 2.0]
X, LAST = single(1, 2), np.array([-1])
MATRIX = single([1, 2, 3], [4, 5, 6], [7, 8, 10])
V_TRANSPOSED = np.linalg.svd(MATRIX)[2]


def first_sizes(vectors: Array) -> Array:
    """Return the first row without signs: of two opposite vectors, either will do."""
    return np.asarray(np.abs(vectors[0]))


ROWS = (
    Row(
        "beyond",
        "One-hot of a label that is too large",
        (LABELS,),
        torch="RuntimeError",
        tensorflow=LABELS[:, None] == np.arange(3),
    ),
    Row(
        "backwards",
        "An index of -1",
        (X, LAST),
        torch=X[LAST],
        tensorflow="InvalidArgumentError",
    ),
    Row(
        "shared",
        "A tensor of an array that is written to afterwards",
        (NUMBERS,),
        torch=[9.0, 2.0],
        tensorflow=NUMBERS,
    ),
    Row(
        "singular_vectors",
        "The last part of a singular value decomposition: first row, signs aside",
        (MATRIX,),
        torch=first_sizes(V_TRANSPOSED),
        tensorflow=first_sizes(V_TRANSPOSED.T),
        measure=first_sizes,
    ),
)
