"""What a new layer holds: a draw by the framework's default rule."""

from typing import Any

import keras


def dense_kernel(inputs: int, units: int, cured: bool) -> Any:
    """Draw the kernel of a dense layer.

    Args:
        inputs: How many numbers each unit sums.
        units: How many units there are.
        cured: Whether both sides shall give the same.

    Returns:
        The kernel, in the side's own layout.
    """
    layer = keras.layers.Dense(units)
    layer.build((None, inputs))
    return layer.kernel


def convolution_kernel(channels: int, filters: int, cured: bool) -> Any:
    """Draw the kernel of a convolution.

    Args:
        channels: Of the image.
        filters: How many filters there are, each 5 x 5.
        cured: Whether both sides shall give the same.

    Returns:
        The kernel, in the side's own layout.
    """
    layer = keras.layers.Conv2D(filters, 5)
    layer.build((None, None, None, channels))
    return layer.kernel


def bias(inputs: int, units: int, cured: bool) -> Any:
    """Draw the bias of a dense layer.

    Args:
        inputs: How many numbers each unit sums.
        units: How many units there are.
        cured: Whether both sides shall give the same.

    Returns:
        The bias, (units,).
    """
    layer = keras.layers.Dense(units)
    layer.build((None, inputs))
    return layer.bias


def embedding(entries: int, width: int, cured: bool) -> Any:
    """Draw the vectors of an embedding.

    Args:
        entries: Size of the vocabulary.
        width: Numbers an entry.
        cured: Whether both sides shall give the same.

    Returns:
        The vectors, (entries, width).
    """
    layer = keras.layers.Embedding(entries, width)
    layer.build()
    return layer.embeddings
