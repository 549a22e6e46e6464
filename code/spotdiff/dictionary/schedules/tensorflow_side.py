"""Schedules."""

from typing import Any

from keras.optimizers import schedules


def steps(optimizer: Any) -> Any:
    """Halve the rate every three steps."""
    return schedules.ExponentialDecay(0.1, 3, 0.5, staircase=True)


def milestones(optimizer: Any) -> Any:
    """Lower the rate at given steps."""
    return schedules.PiecewiseConstantDecay([2, 5], [0.1, 0.01, 0.001])


def exponential(optimizer: Any) -> Any:
    """Lower the rate by a factor at every step."""
    return schedules.ExponentialDecay(0.1, 1, 0.9)


def cosine(optimizer: Any) -> Any:
    """Lower the rate along a cosine."""
    return schedules.CosineDecay(0.1, 10)


def restarts(optimizer: Any) -> Any:
    """Lower the rate along a cosine, and start again."""
    return schedules.CosineDecayRestarts(0.1, 4, t_mul=1.0)


def polynomial(optimizer: Any) -> Any:
    """Lower the rate to zero in a straight line."""
    return schedules.PolynomialDecay(0.1, 10, 0.0)


def inverse(optimizer: Any) -> Any:
    """Divide the rate by the time."""
    return schedules.InverseTimeDecay(0.1, 1, 1.0)


def warm_up(optimizer: Any) -> Any:
    """Warm up, then follow a cosine."""
    warm_up = {"warmup_target": 0.1, "warmup_steps": 4}
    return schedules.CosineDecay(0.0, 10, **warm_up)
