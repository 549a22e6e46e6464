"""Making tensors."""

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn


def from_list() -> Any:
    """Make a tensor of a list."""
    return torch.tensor([1.0, 2.0, 3.0])


def zeros() -> Any:
    """Make zeros of a shape."""
    return torch.zeros(2, 3)


def ones() -> Any:
    """Make ones of a shape."""
    return torch.ones(2, 3)


def full() -> Any:
    """Fill a shape with one value."""
    return torch.full((2, 3), 7.0)


def zeros_like(x: Tensor) -> Any:
    """Make zeros in the shape and type of another tensor."""
    return torch.zeros_like(x)


def counting() -> Any:
    """Count up from zero."""
    return torch.arange(5)


def steps() -> Any:
    """Go from a start towards an end in steps."""
    return torch.arange(0, 1, 0.25)


def linspace() -> Any:
    """Spread a number of points evenly, both ends included."""
    return torch.linspace(0, 1, 5)


def logspace() -> Any:
    """Spread points evenly by their logarithms."""
    return torch.logspace(0, 2, 5)


def identity() -> Any:
    """Make an identity matrix."""
    return torch.eye(3)


def diagonal_matrix(x: Tensor) -> Any:
    """Put a vector on the diagonal of a matrix."""
    return torch.diag(x)


def lower_triangle(x: Tensor) -> Any:
    """Keep the lower triangle of a matrix."""
    return torch.tril(x)


def grid(x: Tensor, y: Tensor) -> Any:
    """Make the coordinates of a grid."""
    return torch.meshgrid(x, y, indexing="ij")


def one_hot(labels: Tensor) -> Any:
    """Encode labels as one-hot vectors."""
    return F.one_hot(labels, 3)


def trainable(x: Tensor) -> Any:
    """Make a tensor that is trained."""
    return nn.Parameter(x)
