"""Schedules."""

from typing import Any

from torch.optim import lr_scheduler


def steps(optimizer: Any) -> Any:
    """Halve the rate every three steps."""
    return lr_scheduler.StepLR(optimizer, 3, 0.5)


def milestones(optimizer: Any) -> Any:
    """Lower the rate at given steps."""
    return lr_scheduler.MultiStepLR(optimizer, [3, 6], 0.1)


def exponential(optimizer: Any) -> Any:
    """Lower the rate by a factor at every step."""
    return lr_scheduler.ExponentialLR(optimizer, 0.9)


def cosine(optimizer: Any) -> Any:
    """Lower the rate along a cosine."""
    return lr_scheduler.CosineAnnealingLR(optimizer, 10)


def restarts(optimizer: Any) -> Any:
    """Lower the rate along a cosine, and start again."""
    return lr_scheduler.CosineAnnealingWarmRestarts(optimizer, 4)


def polynomial(optimizer: Any) -> Any:
    """Lower the rate to zero in a straight line."""
    return lr_scheduler.PolynomialLR(optimizer, 10)


def inverse(optimizer: Any) -> Any:
    """Divide the rate by the time."""
    return lr_scheduler.LambdaLR(optimizer, lambda step: 1 / (1 + step))


def warm_up(optimizer: Any) -> Any:
    """Warm up, then follow a cosine."""
    warm_up = lr_scheduler.LinearLR(optimizer, 1e-9, 1, 4)
    cosine = lr_scheduler.CosineAnnealingLR(optimizer, 10)
    return lr_scheduler.SequentialLR(optimizer, [warm_up, cosine], [4])
