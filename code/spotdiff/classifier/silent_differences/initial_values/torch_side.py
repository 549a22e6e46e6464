"""What a new layer holds: a draw by the framework's default rule."""

from typing import Any

from torch import nn
from torch.nn import init


def dense_kernel(inputs: int, units: int, cured: bool) -> Any:
    """Draw the kernel of a dense layer.

    Args:
        inputs: How many numbers each unit sums.
        units: How many units there are.
        cured: Whether both sides shall give the same.

    Returns:
        The kernel, in the side's own layout.
    """
    layer = nn.Linear(inputs, units)
    return init.xavier_uniform_(layer.weight) if cured else layer.weight


def convolution_kernel(channels: int, filters: int, cured: bool) -> Any:
    """Draw the kernel of a convolution.

    Args:
        channels: Of the image.
        filters: How many filters there are, each 5 x 5.
        cured: Whether both sides shall give the same.

    Returns:
        The kernel, in the side's own layout.
    """
    layer = nn.Conv2d(channels, filters, 5)
    return init.xavier_uniform_(layer.weight) if cured else layer.weight


def bias(inputs: int, units: int, cured: bool) -> Any:
    """Draw the bias of a dense layer.

    Args:
        inputs: How many numbers each unit sums.
        units: How many units there are.
        cured: Whether both sides shall give the same.

    Returns:
        The bias, (units,).
    """
    layer = nn.Linear(inputs, units)
    return init.zeros_(layer.bias) if cured else layer.bias


def embedding(entries: int, width: int, cured: bool) -> Any:
    """Draw the vectors of an embedding.

    Args:
        entries: Size of the vocabulary.
        width: Numbers an entry.
        cured: Whether both sides shall give the same.

    Returns:
        The vectors, (entries, width).
    """
    weight = nn.Embedding(entries, width).weight
    return init.uniform_(weight, -0.05, 0.05) if cured else weight
