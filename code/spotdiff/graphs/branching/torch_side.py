"""Two programs whose course depends on their data."""

from typing import Any

import torch

from spotdiff.graphs.branching.problem import (
    ECCENTRICITY,
    LIMIT,
    TOLERANCE,
    Array,
    Both,
    Program,
)


def shortened(step: Any) -> Any:
    """Shorten a step that is longer than the limit."""
    length = torch.linalg.vector_norm(step)
    if length > LIMIT:
        step = step * (LIMIT / length)
    return step


def off(angle: Any, mean: Any) -> Any:
    """Say by how much an angle misses Kepler's equation."""
    return angle - ECCENTRICITY * torch.sin(angle) - mean


def better(angle: Any, mean: Any) -> Any:
    """Return the next guess of Newton's method."""
    rise = 1 - ECCENTRICITY * torch.cos(angle)
    return angle - off(angle, mean) / rise


def anomaly(mean: Any) -> Any:
    """Solve Kepler's equation, for as many rounds as it takes."""
    angle = mean
    while abs(off(angle, mean)) > TOLERANCE:
        angle = better(angle, mean)
    return angle


def value_and_slope(program: Program, array: Array) -> Both:
    """Return a program's output, and the slope of its sum."""
    given = torch.tensor(array, requires_grad=True)
    value = program(given)
    (slope,) = torch.autograd.grad(value.sum(), given)
    return value.detach().cpu().numpy(), slope.cpu().numpy()
