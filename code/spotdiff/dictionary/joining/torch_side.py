"""Joining, splitting, repeating."""

from typing import Any

import torch
from torch import Tensor, nn


def join(x: Tensor, y: Tensor) -> Any:
    """Concatenate along an axis that is there."""
    return torch.cat([x, y], dim=0)


def stack(x: Tensor, y: Tensor) -> Any:
    """Stack along a new axis."""
    return torch.stack([x, y], dim=1)


def split_evenly(x: Tensor) -> Any:
    """Split into two equal parts."""
    return x.chunk(2, dim=1)


def split_by_two(x: Tensor) -> Any:
    """Split by the number 2, in the same words."""
    return torch.split(x, 2)


def split_sizes(x: Tensor) -> Any:
    """Split into parts of given lengths."""
    return x.split([1, 3], dim=1)


def unstack(x: Tensor) -> Any:
    """Take apart along an axis."""
    return x.unbind(0)


def tile(x: Tensor) -> Any:
    """Repeat the whole."""
    return x.repeat(2, 1)


def repeat_each(x: Tensor) -> Any:
    """Repeat every row."""
    return x.repeat_interleave(2, dim=0)


def roll(x: Tensor) -> Any:
    """Shift round, last to first."""
    return x.roll(1, dims=1)


def windows(x: Tensor) -> Any:
    """Slide a window along an axis."""
    return x.unfold(1, 3, 1)


def pad_series(parts: Any) -> Any:
    """Pad series of several lengths to the longest."""
    return nn.utils.rnn.pad_sequence(parts, batch_first=True)
