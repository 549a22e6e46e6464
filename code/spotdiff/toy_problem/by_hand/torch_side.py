"""Gradient descent on phi, written by hand."""

import numpy as np
import torch

from spotdiff.toy_problem.problem import Array, Path


def descend(
    x: Array,
    y: Array,
    start: float,
    learning_rate: float,
    steps: int,
) -> Path:
    """Take fixed steps down the gradient.

    Args:
        x: Points, (n,); the run is in their dtype.
        y: Values, (n,).
        start: Exponent to start from.
        learning_rate: Step per unit of gradient.
        steps: How many steps.

    Returns:
        Exponent and loss, (steps + 1,) each.
    """
    points, values = torch.as_tensor(x), torch.as_tensor(y)
    phi = points.new_tensor(start, requires_grad=True)
    path = []
    for _ in range(steps + 1):
        residual = points**phi - values
        loss = torch.sqrt(torch.mean(torch.square(residual)))
        loss.backward()
        path.append((phi.item(), loss.item()))
        with torch.no_grad():
            phi -= learning_rate * phi.grad
        phi.grad = None
    return Path(*np.array(path).T)
