"""A batch of four, normalised by hand."""

import numpy as np

from spotdiff.classifier.silent_differences.rows import Array, Row, single

BATCH = single([0], [1], [2], [5])
# So close together that the epsilon is as large as the variance.
CLOSE = single([0], [0.02], [0.04], [0.06])


def normalised(values: Array, epsilon: float) -> Array:
    """Shift to mean 0 and scale to variance 1, or less for the epsilon's sake."""
    return np.asarray((values - values.mean()) / np.sqrt(values.var() + epsilon))


ROWS = (
    Row(
        "batch_epsilon",
        "Batch norm: default epsilon, values close together",
        (CLOSE,),
        torch=normalised(CLOSE, 1e-5),
        tensorflow=normalised(CLOSE, 1e-3),
    ),
    Row(
        "batch_momentum",
        "Batch norm: the running mean, momentum 0.9",
        (BATCH,),
        torch=0.9 * BATCH.mean(0),
        tensorflow=0.1 * BATCH.mean(0),
    ),
    Row(
        "batch_variance",
        "Batch norm: the running variance",
        (BATCH,),
        torch=0.9 + 0.1 * BATCH.var(0, ddof=1),
        tensorflow=0.9 + 0.1 * BATCH.var(0),
    ),
    Row(
        "layer_epsilon",
        "Layer norm: default epsilon, values close together",
        (CLOSE.T,),
        torch=normalised(CLOSE.T, 1e-5),
        tensorflow=normalised(CLOSE.T, 1e-3),
    ),
)
