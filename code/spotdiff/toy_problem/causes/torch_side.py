"""Many runs of the same descent in step, one a row."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from spotdiff.toy_problem.problem import Array

REDUCTIONS: dict[str, Callable[..., Any]] = {
    "root_mean_square": torch.mean,
    "root_sum_square": torch.sum,
}


def slope(
    phi: Tensor,
    points: Tensor,
    values: Tensor,
    loss: str,
) -> Tensor:
    """Differentiate the loss of every row by its exponent."""
    phi = phi.detach().requires_grad_()
    square = (points**phi - values) ** 2
    error = torch.sqrt(REDUCTIONS[loss](square, -1))
    (gradient,) = torch.autograd.grad(error.sum(), phi)
    return gradient


def descend(
    x: Array,
    y: Array,
    start: float,
    learning_rate: float,
    momentum: float,
    steps: int,
    loss: str,
) -> Array:
    """Descend for every row of data at once.

    Args:
        x: Points, (seeds, n); the run is in their dtype.
        y: Values, (seeds, n).
        start: Exponent to start from.
        learning_rate: Step per unit of gradient.
        momentum: Share of the last step that is taken again.
        steps: How many steps.
        loss: A key of `REDUCTIONS`.

    Returns:
        Exponents, (steps + 1, seeds).
    """
    points, values = torch.as_tensor(x), torch.as_tensor(y)
    phi = torch.full((len(x), 1), start, dtype=points.dtype)
    differentiate = slope
    velocity, path = 0 * phi, [phi]
    for _ in range(steps):
        gradient = differentiate(phi, points, values, loss)
        velocity = momentum * velocity + gradient
        phi = phi - learning_rate * velocity
        path.append(phi)
    phis: Array = torch.stack(path)[..., 0].cpu().numpy()
    return phis
