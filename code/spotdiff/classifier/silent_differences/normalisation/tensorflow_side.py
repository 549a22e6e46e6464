"""The settings of layers that normalise."""

from typing import Any

import keras
from tensorflow import Tensor


def batch_epsilon(batch: Tensor, cured: bool) -> Any:
    """Normalise a batch.

    Args:
        batch: (4, 1).
        cured: Whether both sides shall give the same.

    Returns:
        The normalised batch, (4, 1).
    """
    layer = keras.layers.BatchNormalization()
    return layer(batch, training=True)


def batch_momentum(batch: Tensor, cured: bool) -> Any:
    """Follow the mean of batches, with a momentum of 0.9.

    It may be the weight of the new or that of the old.

    Args:
        batch: (4, 1).
        cured: Whether both sides shall give the same.

    Returns:
        The mean that is remembered, (1,).
    """
    layer = keras.layers.BatchNormalization(momentum=0.9)
    layer(batch, training=True)
    return layer.moving_mean


def batch_variance(batch: Tensor, cured: bool) -> Any:
    """Follow the variance of batches.

    It may be divided by n or by n - 1, whatever the batch itself is
    normalised by.

    Args:
        batch: (4, 1).
        cured: Whether both sides shall give the same.

    Returns:
        The variance that is remembered, (1,).
    """
    layer = keras.layers.BatchNormalization(momentum=0.9)
    layer(batch, training=True)
    return layer.moving_variance


def layer_epsilon(row: Tensor, cured: bool) -> Any:
    """Normalise each row.

    Args:
        row: (1, 4).
        cured: Whether both sides shall give the same.

    Returns:
        The normalised row, (1, 4).
    """
    return keras.layers.LayerNormalization()(row)
