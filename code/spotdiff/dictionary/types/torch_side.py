"""Types, and to and from NumPy."""

from typing import Any

import torch
from torch import Tensor


def from_numpy(array: Any) -> Any:
    """Make a tensor of a NumPy array."""
    return torch.from_numpy(array)


def to_numpy(x: Tensor) -> Any:
    """Hand a tensor to NumPy."""
    return x.detach().cpu().numpy()


def to_list(x: Tensor) -> Any:
    """Make a list of Python numbers."""
    return x.tolist()


def to_number(x: Tensor) -> Any:
    """Make a Python number of a tensor of one."""
    return x[0].item()


def cast(x: Tensor) -> Any:
    """Change the type; fractions are cut off."""
    return x.to(torch.int32)


def half(x: Tensor) -> Any:
    """Go to half precision."""
    return x.half()


def to_bool(x: Tensor) -> Any:
    """Ask of every number whether it is not zero."""
    return x.bool()


def type_of(x: Tensor) -> Any:
    """Ask for the type."""
    return x.dtype


def is_float(x: Tensor) -> Any:
    """Ask whether the numbers are floats."""
    return x.is_floating_point()


def default_type() -> Any:
    """Ask for the type of new floats."""
    return torch.get_default_dtype()


def largest_number() -> Any:
    """Ask for the largest number of a type."""
    return torch.finfo(torch.float32).max


def mixed(whole: Tensor, x: Tensor) -> Any:
    """Add a float to a whole number."""
    return whole + x


def same_bits(x: Tensor) -> Any:
    """Read the bits as another type."""
    return x.view(torch.int32)
