"""Functions of arrays."""

from typing import Any

import torch
from torch import Tensor


def deviation(x: Tensor, cured: bool) -> Any:
    """Take the standard deviation.

    Args:
        x: (n,).
        cured: Whether both sides shall give the same.

    Returns:
        The standard deviation.
    """
    return torch.std(x, correction=0) if cured else torch.std(x)


def middle(x: Tensor, cured: bool) -> Any:
    """Take the median.

    Args:
        x: (n,).
        cured: Whether both sides shall give the same.

    Returns:
        The median.
    """
    return torch.quantile(x, 0.5) if cured else torch.median(x)


def pieces(x: Tensor, cured: bool) -> Any:
    """Split by 2, and return the first piece.

    Args:
        x: (n,).
        cured: Whether both sides shall give the same.

    Returns:
        The first piece.
    """
    pieces = torch.chunk(x, 2) if cured else torch.split(x, 2)
    return pieces[0]


def copies(x: Tensor, cured: bool) -> Any:
    """Repeat 2 times.

    Args:
        x: (n,).
        cured: Whether both sides shall give the same.

    Returns:
        (2 n,).
    """
    return x.repeat_interleave(2) if cured else x.repeat(2)
