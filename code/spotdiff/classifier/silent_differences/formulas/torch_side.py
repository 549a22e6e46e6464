"""One name, two formulas."""

from typing import Any

from torch import Tensor, nn


def certainty(chance: Tensor, label: Tensor, cured: bool) -> Any:
    """Score a wrong answer given with certainty.

    Args:
        chance: (1,) a probability of exactly 0.
        label: (1,) a 1.
        cured: Whether both sides shall give the same.

    Returns:
        The loss.
    """
    chance = chance.clamp(1e-7, 1 - 1e-7) if cured else chance
    return nn.BCELoss()(chance, label)


def huber(guess: Tensor, truth: Tensor, cured: bool) -> Any:
    """Score small errors by their square, large ones by their size.

    Args:
        guess: (n,).
        truth: (n,).
        cured: Whether both sides shall give the same.

    Returns:
        The loss.
    """
    if cured:
        return nn.HuberLoss(delta=2.0)(guess, truth)
    return nn.SmoothL1Loss(beta=2.0)(guess, truth)


def leak(x: Tensor, cured: bool) -> Any:
    """Let a little of what is negative through.

    Args:
        x: (n,).
        cured: Whether both sides shall give the same.

    Returns:
        (n,).
    """
    return nn.LeakyReLU(0.3)(x) if cured else nn.LeakyReLU()(x)


def gelu(x: Tensor, cured: bool) -> Any:
    """Weigh each number by how likely a smaller one is.

    Args:
        x: (n,).
        cured: Whether both sides shall give the same.

    Returns:
        (n,).
    """
    return nn.functional.gelu(x)
