"""Descent on phi by the framework's own optimisers."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import torch
from torch.optim import SGD, Adam, RMSprop

from spotdiff.toy_problem.problem import Array, Path

OPTIMIZERS: dict[str, Callable[..., Any]] = {
    "SGD": SGD,
    "momentum": partial(SGD, momentum=0.9),
    "Nesterov": partial(SGD, momentum=0.9, nesterov=True),
    "RMSProp": partial(RMSprop, alpha=0.9),
    "Adam": partial(Adam, fused=True),
}


def descend(
    name: str,
    x: Array,
    y: Array,
    start: float,
    learning_rate: float,
    steps: int,
) -> Path:
    """Let an optimiser of the framework take the steps.

    Args:
        name: A key of `OPTIMIZERS`.
        x: Points, (n,); the run is in their dtype.
        y: Values, (n,).
        start: Exponent to start from.
        learning_rate: Handed to the optimiser.
        steps: How many steps.

    Returns:
        Exponent and loss, (steps + 1,) each.
    """
    points, values = torch.as_tensor(x), torch.as_tensor(y)
    phi = points.new_tensor(start, requires_grad=True)
    optimizer = OPTIMIZERS[name]([phi], lr=learning_rate)
    path = []
    for _ in range(steps + 1):
        optimizer.zero_grad()
        residual = points**phi - values
        loss = torch.sqrt(torch.mean(torch.square(residual)))
        path.append((phi.item(), loss.item()))
        loss.backward()
        optimizer.step()
    return Path(*np.array(path).T)
