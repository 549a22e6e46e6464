"""Arrays whose axes are equally long, so that nobody notices a wrong order."""

import numpy as np

from spotdiff.classifier.silent_differences.rows import Row, single

IMAGE = np.arange(27, dtype=np.float32).reshape(1, 3, 3, 3)
PIXELS = np.arange(1, 9, dtype=np.float32).reshape(1, 2, 2, 2)  # n, channel, y, x
BY_PIXEL = PIXELS.transpose(0, 2, 3, 1)
KERNEL = np.arange(16, dtype=np.float32).reshape(2, 2, 2, 2)
X, MATRIX = single([1, 2]), single([1, 2], [3, 4])

ROWS = (
    Row(
        "image",
        "Axes of an image: the mean of each channel",
        (IMAGE,),
        torch=IMAGE.mean((2, 3)),
        tensorflow=IMAGE.mean((1, 2)),
    ),
    Row(
        "kernel",
        "Axes of a convolution's kernel: one pixel",
        (PIXELS, KERNEL),
        torch=np.einsum("ncyx,ocyx->no", PIXELS, KERNEL),
        tensorflow=np.einsum("ncyx,yxco->no", PIXELS, KERNEL),
        layout=(BY_PIXEL, KERNEL),
    ),
    Row(
        "matrix",
        "Axes of a dense layer's matrix",
        (X, MATRIX),
        torch=X @ MATRIX.T,
        tensorflow=X @ MATRIX,
    ),
    Row(
        "flatten",
        "Order in which a feature map is flattened",
        (PIXELS,),
        torch=PIXELS.reshape(1, -1),
        tensorflow=BY_PIXEL.reshape(1, -1),
        layout=(BY_PIXEL,),
    ),
)
