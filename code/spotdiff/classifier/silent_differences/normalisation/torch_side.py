"""The settings of layers that normalise."""

from typing import Any

from torch import Tensor, nn


def batch_epsilon(batch: Tensor, cured: bool) -> Any:
    """Normalise a batch.

    Args:
        batch: (4, 1).
        cured: Whether both sides shall give the same.

    Returns:
        The normalised batch, (4, 1).
    """
    layer = nn.BatchNorm1d(1, eps=1e-3) if cured else nn.BatchNorm1d(1)
    return layer(batch)


def batch_momentum(batch: Tensor, cured: bool) -> Any:
    """Follow the mean of batches, with a momentum of 0.9.

    It may be the weight of the new or that of the old.

    Args:
        batch: (4, 1).
        cured: Whether both sides shall give the same.

    Returns:
        The mean that is remembered, (1,).
    """
    layer = nn.BatchNorm1d(1, momentum=0.1 if cured else 0.9)
    layer(batch)
    return layer.running_mean


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
    layer = nn.BatchNorm1d(1, momentum=0.1)
    layer(batch)
    if cured:
        layer.running_var -= 0.1 * batch.var(0) / len(batch)
    return layer.running_var


def layer_epsilon(row: Tensor, cured: bool) -> Any:
    """Normalise each row.

    Args:
        row: (1, 4).
        cured: Whether both sides shall give the same.

    Returns:
        The normalised row, (1, 4).
    """
    layer = nn.LayerNorm(4, eps=1e-3) if cured else nn.LayerNorm(4)
    return layer(row)
