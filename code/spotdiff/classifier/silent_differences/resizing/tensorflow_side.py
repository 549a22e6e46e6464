"""Images enlarged and shrunk."""

from typing import Any

import tensorflow as tf
from tensorflow import Tensor


def nearest(image: Tensor, width: int, cured: bool) -> Any:
    """Take the nearest pixel.

    Args:
        image: One image of one channel, a single row.
        width: To resize to, in pixels.
        cured: Whether both sides shall give the same.

    Returns:
        The row, resized.
    """
    return tf.image.resize(image, (1, width), method="nearest")


def cubic(image: Tensor, width: int, cured: bool) -> Any:
    """Lay a cubic through the pixels.

    Args:
        image: One image of one channel, a single row.
        width: To resize to, in pixels.
        cured: Whether both sides shall give the same.

    Returns:
        The row, resized.
    """
    return tf.image.resize(image, (1, width), method="bicubic")


def shrunk(image: Tensor, width: int, cured: bool) -> Any:
    """Shrink an image by the usual function for images.

    Args:
        image: One image of one channel, a single row.
        width: To resize to, in pixels.
        cured: Whether both sides shall give the same.

    Returns:
        The row, resized.
    """
    return tf.image.resize(image, (1, width), antialias=cured)
