"""One step of the descent, in every mode the framework can run it."""

import os
import shutil
from collections.abc import Callable
from functools import partial
from typing import Any

import torch

from spotdiff.toy_problem.problem import Array

MODES: dict[str, Callable[..., Any]] = {
    "eager": lambda take: take,
    # Dynamic: one compilation for all sizes, not one a size.
    "compiled": partial(torch.compile, dynamic=True, fullgraph=True),
}


def loss_of(phi: Any, points: Any, values: Any) -> Any:
    """Compute the root mean square error."""
    residual = points**phi - values
    return torch.sqrt(torch.mean(residual**2))


def step(phi: Any, points: Any, values: Any, rate: float) -> None:
    """Move phi one step down the gradient, in place."""
    if torch.compiler.is_compiling():
        # Traced into one graph; autograd.grad would break it.
        with torch.no_grad():
            gradient = torch.func.grad(loss_of)(phi, points, values)
    else:
        loss = loss_of(phi, points, values)
        (gradient,) = torch.autograd.grad(loss, phi)
    with torch.no_grad():
        phi -= rate * gradient


def unavailable(mode: str) -> str:
    """Say why a mode cannot run here; an empty string if it can."""
    compiler = os.environ.get("CXX", "g++")
    if mode == "compiled" and not shutil.which(compiler):
        return f"torch.compile needs a C++ compiler: no {compiler}"
    return ""


def stepper(
    mode: str, x: Array, y: Array, start: float, learning_rate: float
) -> Callable[[], None]:
    """Prepare a step: the data placed, the step wrapped.

    Args:
        mode: A key of `MODES`.
        x: Points, (n,); the step is in their dtype.
        y: Values, (n,).
        start: Exponent to start from.
        learning_rate: Step per unit of gradient.

    Returns:
        A call that takes one step, and asks nothing back.
    """
    points, values = torch.as_tensor(x), torch.as_tensor(y)
    phi = torch.tensor(start, dtype=points.dtype, requires_grad=True)
    wrap = MODES[mode]
    take: Callable[[], None] = wrap(lambda: step(phi, points, values, learning_rate))
    return take


def power(x: Array, start: float) -> Callable[[], object]:
    """Prepare x**phi alone, the step's dearest part."""
    points = torch.as_tensor(x)
    phi = torch.tensor(start, dtype=points.dtype)
    return lambda: points**phi
