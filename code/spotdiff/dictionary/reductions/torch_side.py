"""Reductions."""

from typing import Any

import torch
from torch import Tensor


def total(x: Tensor) -> Any:
    """Add up everything."""
    return x.sum()


def total_of_rows(x: Tensor) -> Any:
    """Add up along an axis."""
    return x.sum(dim=1)


def mean_kept(x: Tensor) -> Any:
    """Take the mean, and keep the axis."""
    return x.mean(dim=1, keepdim=True)


def product(x: Tensor) -> Any:
    """Multiply everything."""
    return x.prod()


def largest(x: Tensor) -> Any:
    """Take the largest along an axis."""
    return x.amax(dim=1)


def largest_place(x: Tensor) -> Any:
    """Find where the largest is."""
    return x.argmax(dim=1)


def any_true(mask: Tensor) -> Any:
    """Ask whether any is true, and whether all are."""
    return mask.any(), mask.all()


def count_nonzero(mask: Tensor) -> Any:
    """Count those that are true."""
    return mask.sum()


def deviation(x: Tensor) -> Any:
    """Take the standard deviation."""
    return x.std()


def deviation_by_n(x: Tensor) -> Any:
    """Take the standard deviation, divided by n."""
    return x.std(correction=0)


def moments(x: Tensor) -> Any:
    """Take mean and variance at once."""
    return torch.var_mean(x, dim=0, correction=0)


def median(x: Tensor) -> Any:
    """Take the median of an even number of values."""
    return x.median()


def quantile(x: Tensor) -> Any:
    """Take a quantile, with values between neighbours."""
    return x.quantile(0.5)


def log_sum(x: Tensor) -> Any:
    """Add up exponentials, and take the logarithm."""
    return x.logsumexp(dim=1)


def running_total(x: Tensor) -> Any:
    """Add up as you go."""
    return x.cumsum(dim=1)


def mean_masked(x: Tensor, mask: Tensor) -> Any:
    """Take the mean of what a mask marks."""
    return x[mask].mean()
