"""Which axis of an array means what."""

from typing import Any

import keras
import tensorflow as tf
from tensorflow import Tensor


def image(image: Tensor, cured: bool) -> Any:
    """Average every channel of an image.

    Args:
        image: (1, 3, 3, 3), each axis as long as the others.
        cured: Whether both sides shall give the same.

    Returns:
        The means, one a channel.
    """
    return keras.layers.GlobalAveragePooling2D()(image)


def kernel(image: Tensor, kernel: Tensor, cured: bool) -> Any:
    """Convolve an image with a kernel.

    Args:
        image: 2 x 2 pixels, two channels, in the side's own layout.
        kernel: (2, 2, 2, 2).
        cured: Whether both sides shall give the same.

    Returns:
        One pixel of two channels.
    """
    return tf.nn.conv2d(image, kernel, strides=1, padding="VALID")


def matrix(x: Tensor, matrix: Tensor, cured: bool) -> Any:
    """Multiply by the matrix of a dense layer.

    Args:
        x: (1, 2).
        matrix: (2, 2).
        cured: Whether both sides shall give the same.

    Returns:
        The product, (1, 2).
    """
    return tf.matmul(x, matrix)


def flatten(maps: Tensor, cured: bool) -> Any:
    """Flatten what a convolution hands to a dense layer.

    Args:
        maps: 2 x 2 pixels, two channels, in the side's own layout.
        cured: Whether both sides shall give the same.

    Returns:
        All eight numbers, (1, 8).
    """
    return keras.layers.Flatten()(maps)
