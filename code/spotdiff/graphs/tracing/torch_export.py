"""A function exported by PyTorch: a program that needs its Python no longer."""

from collections.abc import Callable
from typing import Any

import torch
from torch import nn

from spotdiff.graphs.tracing.problem import Array, each


class Whole(nn.Module):
    """A module that does nothing but call a function: only modules are exported."""

    def __init__(self, function: Callable[..., Any]) -> None:
        """Remember the function."""
        super().__init__()
        self.function = function
        # A module whose method it is belongs to this one: its state is not constant.
        self.owner = getattr(function, "__self__", None)

    def forward(self, *inputs: Any) -> Any:
        """Call it."""
        return self.function(*inputs)


class Exported:
    """A function read once, for good."""

    traces, breaks = 1, 0

    def __init__(self, function: Any, *inputs: Any) -> None:
        """Read it.

        Args:
            function: Takes tensors.
            *inputs: What it is called with while it is read, as arrays.
        """
        given = each(torch.tensor, inputs)
        self.traced = torch.export.export(Whole(function), given).module()

    def __call__(self, *inputs: Any) -> Array:
        """Run what was read: arrays go in as tensors, and an array comes out."""
        result: Array = self.traced(*each(torch.tensor, inputs)).numpy(force=True)
        return result
