"""What a process sees and holds: told by its first layer and by its optimizer."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from torch import nn
from torch.nn.modules.module import register_module_forward_hook
from torch.optim.optimizer import register_optimizer_step_pre_hook

from spotdiff.data_parallelism.problem import PIXELS


@contextmanager
def watched() -> Iterator[tuple[list[int], list[tuple[int, ...]]]]:
    """Note the images of every call of a layer that sees images, and what is held.

    Yields:
        The images of each step, and the shapes of what this process holds of each
        weight, in their order.
    """
    seen: list[int] = []
    shapes: list[tuple[int, ...]] = []

    def note(layer: nn.Module, given: tuple[Any, ...], result: Any) -> None:
        if isinstance(layer, nn.Linear) and layer.in_features == PIXELS:
            seen.append(len(given[0]))

    def measure(optimizer: Any, *given: Any) -> None:
        (group,) = optimizer.param_groups
        shapes[:] = [shape_here(weight) for weight in group["params"]]

    hooks = (
        register_module_forward_hook(note),
        register_optimizer_step_pre_hook(measure),
    )
    try:
        yield seen, shapes
    finally:
        for hook in hooks:
            hook.remove()


def shape_here(weight: Any) -> tuple[int, ...]:
    """Return the shape of a weight, or of this process's part if it is divided."""
    return tuple((weight.to_local() if hasattr(weight, "to_local") else weight).shape)
