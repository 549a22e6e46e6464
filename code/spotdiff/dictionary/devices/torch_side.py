"""Devices, graphs, precision."""

from typing import Any

import torch
from torch import Tensor, nn


def gpus() -> Any:
    """Count the GPUs."""
    return torch.cuda.device_count()


def device(x: Tensor) -> Any:
    """Ask where a tensor is."""
    return str(x.device)


def move(x: Tensor) -> Any:
    """Move a tensor."""
    return x.to("cpu")


def make_there() -> Any:
    """Make tensors on a device."""
    with torch.device("cpu"):
        x = torch.zeros(3)
    return x


def compiled(f: Any, x: Tensor) -> Any:
    """Compile a function."""
    compiled = torch.compile(f, backend="aot_eager")
    return compiled(x)  # type: ignore[no-untyped-call]


def vectorised(f: Any, x: Tensor) -> Any:
    """Apply a function to every row at once."""
    return torch.vmap(f)(x)


def mixed_precision(x: Tensor) -> Any:
    """Compute products in bfloat16, and ask for the type."""
    with torch.autocast("cpu", torch.bfloat16):
        y = nn.Linear(3, 4)(x)
    return y.dtype
