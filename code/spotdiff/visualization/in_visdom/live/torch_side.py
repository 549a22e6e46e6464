"""Gradient descent on phi, shown as it goes, with a rate to be turned."""

from collections.abc import Iterable, Mapping
from typing import Any

import torch
from torch.optim import SGD

from spotdiff.toy_problem.problem import Array


def descend(
    vis: Any,
    knobs: Mapping[str, float],
    x: Array,
    y: Array,
    start: float,
    steps: Iterable[int],
) -> float:
    """Take some steps down the gradient, and show every one.

    Args:
        vis: The client of a visdom server.
        knobs: Holds the learning rate; somebody may turn it meanwhile.
        x: Points, (n,); the run is in their dtype.
        y: Values, (n,).
        start: Exponent to start from.
        steps: The numbers of the steps.

    Returns:
        The exponent after the last step.
    """
    points, values = torch.as_tensor(x), torch.as_tensor(y)
    phi = points.new_tensor([start], requires_grad=True)
    optimizer = SGD([phi], lr=knobs["rate"])
    for step in steps:
        residual = points**phi - values
        loss = torch.sqrt(torch.mean(residual**2, 0, keepdim=True))
        vis.line(loss, [step], win="loss", update="append")
        vis.line(phi, [step], win="phi", update="append")
        optimizer.param_groups[0]["lr"] = knobs["rate"]
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return phi.item()
