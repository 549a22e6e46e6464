"""Layers."""

from typing import Any

import keras


def dense() -> Any:
    """Connect every input to every output."""
    return keras.layers.Dense(4)


def convolution() -> Any:
    """Slide a kernel over an image: a convolution."""
    return keras.layers.Conv2D(4, 3)


def convolution_same() -> Any:
    """Keep the size of an image in a convolution."""
    return keras.layers.Conv2D(4, 3, padding="same")


def convolution_halving() -> Any:
    """Halve an image with a convolution."""
    return keras.layers.Conv2D(4, 3, strides=2, padding="same")


def convolution_1d() -> Any:
    """Slide a kernel along a series: a convolution, too."""
    return keras.layers.Conv1D(4, 3)


def depthwise() -> Any:
    """Give every channel a convolution of its own."""
    return keras.layers.DepthwiseConv2D(3)


def transposed() -> Any:
    """Enlarge an image with a transposed convolution."""
    return keras.layers.Conv2DTranspose(4, 2, strides=2)


def max_pooling() -> Any:
    """Keep the largest of every square."""
    return keras.layers.MaxPooling2D(2)


def global_average() -> Any:
    """Average every channel."""
    return keras.layers.GlobalAveragePooling2D()


def enlarge() -> Any:
    """Double an image by repeating pixels."""
    return keras.layers.UpSampling2D(2)


def batch_norm() -> Any:
    """Normalise by the statistics of batches."""
    return keras.layers.BatchNormalization()


def batch_norm_equal() -> Any:
    """Normalise by batches, with the settings of PyTorch."""
    return keras.layers.BatchNormalization(epsilon=1e-5, momentum=0.9)


def layer_norm() -> Any:
    """Normalise every example by itself."""
    return keras.layers.LayerNormalization(epsilon=1e-5)


def group_norm() -> Any:
    """Normalise groups of channels."""
    return keras.layers.GroupNormalization(3, epsilon=1e-5)


def network() -> Any:
    """Put layers one behind the other."""
    dense = keras.layers.Dense
    return keras.Sequential([dense(4, "relu"), dense(2)])
