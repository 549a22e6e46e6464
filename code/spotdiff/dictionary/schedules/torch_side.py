"""Schedules."""

from typing import Any

from torch.optim import lr_scheduler as schedules


def steps(optimizer: Any) -> Any:
    """Halve the rate every three steps."""
    return schedules.StepLR(optimizer, 3, 0.5)


def milestones(optimizer: Any) -> Any:
    """Lower the rate at given steps."""
    return schedules.MultiStepLR(optimizer, [3, 6], 0.1)


def exponential(optimizer: Any) -> Any:
    """Lower the rate by a factor at every step."""
    return schedules.ExponentialLR(optimizer, 0.9)


def cosine(optimizer: Any) -> Any:
    """Lower the rate along a cosine."""
    return schedules.CosineAnnealingLR(optimizer, 10)


def restarts(optimizer: Any) -> Any:
    """Lower the rate along a cosine, and start again."""
    return schedules.CosineAnnealingWarmRestarts(optimizer, 4)


def polynomial(optimizer: Any) -> Any:
    """Lower the rate to zero in a straight line."""
    return schedules.PolynomialLR(optimizer, 10)


def inverse(optimizer: Any) -> Any:
    """Divide the rate by the time."""
    return schedules.LambdaLR(optimizer, lambda step: 1 / (1 + step))


def warm_up(optimizer: Any) -> Any:
    """Warm up, then follow a cosine."""
    warm_up = schedules.LinearLR(optimizer, 1e-9, 1, 4)
    cosine = schedules.CosineAnnealingLR(optimizer, 10)
    return schedules.SequentialLR(optimizer, [warm_up, cosine], [4])
