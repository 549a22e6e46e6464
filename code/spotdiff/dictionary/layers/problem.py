"""What the rows are fed with, and how they differ."""

import numpy as np

from spotdiff.dictionary.giving.problem import NOTHING, WEIGHTS, Weights, turned
from spotdiff.dictionary.rows import row, silent, spread

IMAGES = spread(2, 3, 6, 6)
FLAT = spread(5, 3)
GAIN, SHIFT = spread(3), spread(3)[::-1].copy()
REST = (np.zeros(3, np.float32), np.ones(3, np.float32))
NORM = Weights((GAIN, SHIFT), (GAIN, SHIFT, *REST))
KERNEL, BIAS = spread(4, 3, 3, 3), spread(4)
EACH = spread(3, 1, 3, 3)
TABLE = spread(10, 4)

ROWS = {
    "dense": row(read="layer", fed=(turned(spread(4, 3), BIAS), FLAT)),
    "convolution": row(read="channels", fed=(turned(KERNEL, BIAS), IMAGES)),
    "convolution_same": row(read="channels", fed=(turned(KERNEL, BIAS), IMAGES)),
    "convolution_halving": row(
        read="channels",
        fed=(turned(KERNEL, BIAS), IMAGES),
        differs="PyTorch pads all round, Keras here at the end only "
        + silent("same-convolution"),
    ),
    "convolution_1d": row(
        read="channels", fed=(turned(spread(4, 3, 3), BIAS), spread(2, 3, 8))
    ),
    "depthwise": row(
        read="channels",
        fed=(Weights((EACH, BIAS[:3]), (EACH.transpose(2, 3, 0, 1), BIAS[:3])), IMAGES),
    ),
    "transposed": row(read="channels", fed=(turned(spread(3, 4, 2, 2), BIAS), IMAGES)),
    "max_pooling": row(read="channels", fed=(NOTHING, IMAGES)),
    "global_average": row(read="channels", fed=(NOTHING, IMAGES)),
    "enlarge": row(read="channels", fed=(NOTHING, IMAGES)),
    "batch_norm": row(
        read="channels",
        fed=(NORM, IMAGES),
        differs="PyTorch adds 1e-5 to the variance, Keras 1e-3; "
        "momentum is turned round, too " + silent("batch-epsilon"),
    ),
    "batch_norm_equal": row(read="channels", fed=(NORM, IMAGES)),
    "layer_norm": row(
        read="layer", fed=(turned(spread(3), spread(3)), FLAT), tolerance=1e-5
    ),
    "group_norm": row(
        read="channels", fed=(turned(spread(3), spread(3)), IMAGES), tolerance=1e-5
    ),
    "network": row(read="layer", fed=(WEIGHTS, FLAT)),
}
