"""Gradient descent on phi, watched through event files."""

from typing import Any

import torch
from torch.utils.tensorboard import SummaryWriter

from spotdiff.toy_problem.problem import Array


def descend(
    folder: str,
    x: Array,
    y: Array,
    start: float,
    learning_rate: float,
    steps: int,
) -> None:
    """Take fixed steps down the gradient, and write down where.

    Args:
        folder: Where the event file goes.
        x: Points, (n,); the run is in their dtype.
        y: Values, (n,).
        start: Exponent to start from.
        learning_rate: Step per unit of gradient.
        steps: How many steps; one more is written than is taken.
    """
    points, values = torch.as_tensor(x), torch.as_tensor(y)
    phi = points.new_tensor(start, requires_grad=True)
    with SummaryWriter(folder) as writer:
        for step in range(steps + 1):
            loss, gradient = slope(points, values, phi)
            writer.add_scalar("loss", loss, step)
            writer.add_scalar("phi", phi, step)
            with torch.no_grad():
                phi -= learning_rate * gradient


def slope(points: Any, values: Any, phi: Any) -> tuple[Any, Any]:
    """Give the root mean square error, and its derivative by phi.

    Args:
        points: Where f is known, (n,).
        values: What it is there, (n,).
        phi: The exponent, a scalar.
    """
    residual = points**phi - values
    loss = torch.sqrt(torch.mean(residual**2))
    return loss, torch.autograd.grad(loss, phi)[0]
