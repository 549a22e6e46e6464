"""Shapes."""

from typing import Any

import torch.nn.functional as F
from torch import Tensor


def shape(x: Tensor) -> Any:
    """Ask for the shape."""
    return x.shape


def size(x: Tensor) -> Any:
    """Count the numbers."""
    return x.numel()


def rank(x: Tensor) -> Any:
    """Count the axes."""
    return x.ndim


def reshape(x: Tensor) -> Any:
    """Give the numbers another shape."""
    return x.reshape(3, -1)


def flatten(x: Tensor) -> Any:
    """Flatten all axes but the first."""
    return x.flatten(1)


def new_axis(x: Tensor) -> Any:
    """Add an axis of length one."""
    return x.unsqueeze(1)


def drop_axis(x: Tensor) -> Any:
    """Drop the axes of length one."""
    return x.squeeze()


def transpose(x: Tensor) -> Any:
    """Transpose a matrix."""
    return x.T


def transpose_each(x: Tensor) -> Any:
    """Transpose every matrix of a batch."""
    return x.mT


def channels_last(x: Tensor) -> Any:
    """Put the channels last."""
    return x.permute(0, 2, 3, 1)


def move_axis(x: Tensor) -> Any:
    """Move one axis, and keep the order of the others."""
    return x.movedim(1, -1)


def broadcast(x: Tensor) -> Any:
    """Stretch an axis of length one."""
    return x.expand(4, 3)


def pad(x: Tensor) -> Any:
    """Put zeros before and behind the last axis."""
    return F.pad(x, (1, 2))


def pad_mirrored(x: Tensor) -> Any:
    """Pad with a mirror image."""
    return F.pad(x, (2, 2), mode="reflect")
