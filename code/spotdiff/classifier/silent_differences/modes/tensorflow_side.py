"""Whether a layer believes that it is being trained."""

from typing import Any

import keras
from tensorflow import Tensor


def dropout(x: Tensor, cured: bool) -> Any:
    """Call a new dropout.

    Args:
        x: Of any shape.
        cured: Whether both sides shall give the same.

    Returns:
        What is left, in the shape of x.
    """
    layer = keras.layers.Dropout(0.5)
    return layer(x)


def batch_norm(batch: Tensor, cured: bool) -> Any:
    """Call a new batch normalisation.

    Args:
        batch: (4, 1).
        cured: Whether both sides shall give the same.

    Returns:
        The batch, normalised or not, (4, 1).
    """
    layer = keras.layers.BatchNormalization(epsilon=1e-3)
    return layer(batch)


def frozen(batch: Tensor, cured: bool) -> Any:
    """Freeze a batch normalisation, train on, look at its mean.

    Frozen may mean that nothing learns by slopes, or nothing changes.

    Args:
        batch: (4, 1).
        cured: Whether both sides shall give the same.

    Returns:
        The mean that is remembered, (1,).
    """
    layer = keras.layers.BatchNormalization()
    layer.trainable = False
    layer(batch, training=True)
    return layer.moving_mean


def channels(images: Tensor, cured: bool) -> Any:
    """Drop whole channels.

    Args:
        images: (n, 8, 8, 8), channels first.
        cured: Whether both sides shall give the same.

    Returns:
        What is left, (n, 8, 8, 8).
    """
    order = "channels_first" if cured else "channels_last"
    layer = keras.layers.SpatialDropout2D(0.5, order)
    return layer(images, training=True)
