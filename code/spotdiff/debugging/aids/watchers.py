"""Two watchmen for PyTorch: one at every module, one at every operation."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import torch
from torch.utils._python_dispatch import TorchDispatchMode


class NotFiniteError(FloatingPointError):
    """A number that is none, or without end; the message says who made it."""


def check(name: str, found: Any) -> None:
    """Refuse a tensor that is not finite throughout.

    Raises:
        NotFiniteError: It is not.
    """
    if found.is_floating_point() and not torch.isfinite(found).all():
        raise NotFiniteError(name)


@contextmanager
def hooked(layers: Sequence[torch.nn.Module]) -> Iterator[None]:
    """Check what every layer returns, for a while."""

    def hook(name: str) -> Any:
        return lambda module, given, found: check(name, found)

    handles = [
        layer.register_forward_hook(hook(f"layer {number}"))
        for number, layer in enumerate(layers, 1)
    ]
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()


class EveryOperation(TorchDispatchMode):
    """Check what every operation returns, on the way back too."""

    def __torch_dispatch__(
        self, func: Any, types: Any, args: Any = (), kwargs: Any = None
    ) -> Any:
        """Compute, and look at the result."""
        found = func(*args, **(kwargs or {}))
        if "empty" in func.name():  # memory that nobody has written to
            return found
        for one in found if isinstance(found, tuple | list) else (found,):
            if isinstance(one, torch.Tensor):
                check(str(func), one)
        return found
