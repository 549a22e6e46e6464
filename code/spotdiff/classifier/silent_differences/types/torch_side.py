"""The types of numbers, and who converts them."""

from typing import Any

import torch
from torch import Tensor, nn


def square(number: int, cured: bool) -> Any:
    """Square a whole number.

    Args:
        number: A Python number.
        cured: Whether both sides shall give the same.

    Returns:
        The square.
    """
    return torch.tensor(number) ** 2


def mixed(count: Tensor, x: Tensor, cured: bool) -> Any:
    """Add a whole number to one that is not.

    Args:
        count: A whole number.
        x: Another number.
        cured: Whether both sides shall give the same.

    Returns:
        The sum.
    """
    return count + x


def whole_mean(numbers: Tensor, cured: bool) -> Any:
    """Take the mean of whole numbers.

    Args:
        numbers: (n,) whole numbers.
        cured: Whether both sides shall give the same.

    Returns:
        The mean.
    """
    return numbers.float().mean() if cured else numbers.mean()


def double(x: Tensor, cured: bool) -> Any:
    """Hand float64 to a new layer.

    Args:
        x: (1, 2) float64, as NumPy makes them.
        cured: Whether both sides shall give the same.

    Returns:
        The sum of both numbers, (1, 1).
    """
    layer = nn.Linear(2, 1, bias=False)
    nn.init.ones_(layer.weight)
    return layer(x.float() if cured else x)
