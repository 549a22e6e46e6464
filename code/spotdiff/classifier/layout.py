"""Weights from PyTorch's layout to TensorFlow's, and back."""

import math

from spotdiff.classifier.problem import Array, Weights


def to_tensorflow(weights: Weights) -> Weights:
    """Turn weights into what TensorFlow's operations expect.

    Kernels go from (out, in, y, x) to (y, x, in, out), matrices from (out, in)
    to (in, out). The first matrix after a convolution also has its inputs
    reordered: PyTorch flattens a feature map channel by channel, TensorFlow
    pixel by pixel.
    """
    turned = {name: _turn(array) for name, array in weights.items()}
    turned["fc1.weight"] = _by_pixel(turned["fc1.weight"], weights)
    return turned


def to_torch(weights: Weights) -> Weights:
    """Turn weights back: the inverse of `to_tensorflow`."""
    by_channel = dict(weights)
    by_channel["fc1.weight"] = _by_channel(weights["fc1.weight"], weights)
    return {name: _turn_back(array) for name, array in by_channel.items()}


def _turn(array: Array) -> Array:
    if array.ndim == 4:
        return array.transpose(2, 3, 1, 0)
    return array.T


def _turn_back(array: Array) -> Array:
    if array.ndim == 4:
        return array.transpose(3, 2, 0, 1)
    return array.T


def _by_pixel(matrix: Array, weights: Weights) -> Array:
    channels = len(weights["conv2.bias"])
    side = _side(matrix, channels)
    mapped = matrix.reshape(channels, side, side, -1)
    return mapped.transpose(1, 2, 0, 3).reshape(matrix.shape)


def _by_channel(matrix: Array, weights: Weights) -> Array:
    channels = len(weights["conv2.bias"])
    side = _side(matrix, channels)
    mapped = matrix.reshape(side, side, channels, -1)
    return mapped.transpose(2, 0, 1, 3).reshape(matrix.shape)


def _side(matrix: Array, channels: int) -> int:
    return math.isqrt(len(matrix) // channels)
