"""One name, two formulas."""

from typing import Any

import keras
from tensorflow import Tensor


def certainty(chance: Tensor, label: Tensor, cured: bool) -> Any:
    """Score a wrong answer given with certainty.

    Args:
        chance: (1,) a probability of exactly 0.
        label: (1,) a 1.
        cured: Whether both sides shall give the same.

    Returns:
        The loss.
    """
    return keras.losses.BinaryCrossentropy()(label, chance)


def huber(guess: Tensor, truth: Tensor, cured: bool) -> Any:
    """Score small errors by their square, large ones by their size.

    Args:
        guess: (n,).
        truth: (n,).
        cured: Whether both sides shall give the same.

    Returns:
        The loss.
    """
    return keras.losses.Huber(delta=2.0)(truth, guess)


def leak(x: Tensor, cured: bool) -> Any:
    """Let a little of what is negative through.

    Args:
        x: (n,).
        cured: Whether both sides shall give the same.

    Returns:
        (n,).
    """
    return keras.layers.LeakyReLU()(x)


def gelu(x: Tensor, cured: bool) -> Any:
    """Weigh each number by how likely a smaller one is.

    Args:
        x: (n,).
        cured: Whether both sides shall give the same.

    Returns:
        (n,).
    """
    if cured:
        return keras.ops.gelu(x, approximate=False)
    return keras.ops.gelu(x)
