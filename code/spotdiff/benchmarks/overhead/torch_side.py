"""One product of two numbers, and its slope, in every mode."""

from collections.abc import Callable
from functools import partial
from typing import Any

import torch

from spotdiff.benchmarks.overhead.problem import numbers

MODES: dict[str, Callable[..., Any]] = {
    "eager": lambda function: function,
    "compiled": partial(torch.compile, fullgraph=True),
}


def operation(x: Any, y: Any) -> Any:
    """Multiply."""
    return x * y


def slope(x: Any, y: Any) -> Any:
    """Multiply, and differentiate the product by x."""
    if torch.compiler.is_compiling():
        # Traced into one graph; autograd.grad would break it.
        return torch.func.grad(operation)(x.detach(), y)
    product = operation(x, y)
    (gradient,) = torch.autograd.grad(product, x)
    return gradient


TASKS = {"operation": operation, "slope": slope}


def prepare(task: str, mode: str) -> Callable[[], Any]:
    """Prepare a task: the numbers placed, the function wrapped.

    Args:
        task: A key of `TASKS`.
        mode: A key of `MODES`.

    Returns:
        A call that gives the result, and asks for nothing else.
    """
    x, y = map(torch.as_tensor, numbers())
    x.requires_grad_(task == "slope")
    run = MODES[mode](TASKS[task])
    return lambda: run(x, y)
