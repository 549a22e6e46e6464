"""One step of the descent, in every mode the framework can run it."""

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
    return torch.sqrt(torch.mean(torch.square(residual)))


def step(phi: Any, points: Any, values: Any, rate: float) -> None:
    """Move phi one step down the gradient, in place."""
    if torch.compiler.is_compiling():
        # Traced into one graph; autograd.grad would break it.
        slope = torch.func.grad(loss_of)
        gradient = slope(phi.detach(), points, values)
    else:
        error = loss_of(phi, points, values)
        (gradient,) = torch.autograd.grad(error, phi)
    with torch.no_grad():
        phi -= rate * gradient


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
    phi = points.new_tensor(start, requires_grad=True)
    take: Callable[[], None] = MODES[mode](
        lambda: step(phi, points, values, learning_rate)
    )
    return take
