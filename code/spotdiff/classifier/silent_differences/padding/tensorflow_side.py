"""What stands around the image."""

from typing import Any

import keras
import tensorflow as tf
from tensorflow import Tensor


def same_convolution(image: Tensor, kernel: Tensor, cured: bool) -> Any:
    """Convolve in strides of 2, so that half the pixels are left.

    Args:
        image: One image of one channel.
        kernel: 3 x 3.
        cured: Whether both sides shall give the same.

    Returns:
        An image of half the width and height.
    """
    return tf.nn.conv2d(image, kernel, strides=2, padding="SAME")


def same_maximum(image: Tensor, cured: bool) -> Any:
    """Take the maximum of 3 x 3 pixels in strides of 2.

    Args:
        image: One image of one channel.
        cured: Whether both sides shall give the same.

    Returns:
        An image of half the width and height.
    """
    return keras.layers.MaxPooling2D(3, 2, padding="same")(image)


def same_average(image: Tensor, cured: bool) -> Any:
    """Take the mean of 3 x 3 pixels around each.

    Args:
        image: One image of one channel.
        cured: Whether both sides shall give the same.

    Returns:
        An image as large as the first.
    """
    return keras.layers.AveragePooling2D(3, 1, padding="same")(image)


def transposed(signal: Tensor, kernel: Tensor, cured: bool) -> Any:
    """Convolve backwards, so that a signal becomes twice as long.

    Args:
        signal: One signal of one channel.
        kernel: Of three.
        cured: Whether both sides shall give the same.

    Returns:
        A signal of twice the length.
    """
    return keras.ops.conv_transpose(signal, kernel, 2, padding="same")
