"""A chain of activations, and every way to run it."""

from collections.abc import Callable
from typing import Any

import torch

from spotdiff.graphs.break_even.problem import (
    CUBIC,
    DEPTH,
    SCALE,
    Array,
)

MODES: dict[str, Callable[..., Any]] = {
    "eager": lambda function: function,
    "compiled": lambda function: torch.compile(function),
}


def activations(x: Any) -> Any:
    """Apply the activation DEPTH times."""
    for _ in range(DEPTH):
        inner = SCALE * (x + CUBIC * x * x * x)
        x = 0.5 * x * (1 + torch.tanh(inner))
    return x


def fresh(mode: str) -> Any:
    """Return the chain as nobody has called it yet.

    Args:
        mode: A key of `MODES`.
    """
    torch.compiler.reset()
    return MODES[mode](activations)


def place(x: Array) -> Any:
    """Place numbers where they are needed."""
    return torch.as_tensor(x, device=torch.get_default_device())
