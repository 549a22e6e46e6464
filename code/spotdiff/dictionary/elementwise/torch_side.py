"""Number by number."""

from typing import Any

import torch
from torch import Tensor


def powers(x: Tensor) -> Any:
    """Take square, root, and root of the inverse."""
    return x**2, x.sqrt(), x.rsqrt()


def exponential(x: Tensor) -> Any:
    """Take exponential and logarithm."""
    return x.exp(), x.log()


def log_of_one_more(x: Tensor) -> Any:
    """Take the logarithm of one more, exact near zero."""
    return x.log1p()


def sine(x: Tensor) -> Any:
    """Take sine and arc tangent."""
    return x.sin(), x.atan()


def clip(x: Tensor) -> Any:
    """Keep within bounds."""
    return x.clamp(-1, 1)


def rounded(x: Tensor) -> Any:
    """Round; halves go to the even neighbour."""
    return x.round()


def floor(x: Tensor) -> Any:
    """Round down, and take the sign."""
    return x.floor(), x.sign()


def remainder(x: Tensor) -> Any:
    """Divide without a fraction, and take what is left."""
    return x // 2, x % 2


def larger(x: Tensor, y: Tensor) -> Any:
    """Take the larger of two, number by number."""
    return torch.maximum(x, y)


def logic(x: Tensor) -> Any:
    """Combine conditions."""
    return (x > -1) & ~(x > 1)


def finite(x: Tensor) -> Any:
    """Find what is not a number, and what is finite."""
    return x.isnan(), x.isfinite()


def mended(x: Tensor) -> Any:
    """Put a zero where a number is not one."""
    return x.nan_to_num(0.0)


def safe_division(x: Tensor, y: Tensor) -> Any:
    """Divide, and give zero where the divisor is zero."""
    return torch.where(y == 0, 0, x / y)


def blend(x: Tensor, y: Tensor) -> Any:
    """Blend two tensors."""
    return torch.lerp(x, y, 0.1)


def close(x: Tensor, y: Tensor) -> Any:
    """Ask whether two tensors agree, but for rounding."""
    return torch.allclose(x, y, atol=1e-6)
