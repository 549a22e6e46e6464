"""A chain of activations: work of many small operations, in any size."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

# The tanh form of GELU, in its usual approximation; source: Hendrycks and Gimpel,
# Gaussian Error Linear Units, https://arxiv.org/abs/1606.08415.
SCALE, CUBIC = 0.7978845608, 0.044715
DEPTH = 4
# Operations that an uncompiled run starts one by one: nine in each activation.
OPERATIONS = 9 * DEPTH

SIZES = (10, 1_000, 100_000, 1_000_000)


def numbers(size: int, seed: int = 0) -> Array:
    """Draw float32 numbers, (size,), from a normal distribution."""
    return np.random.default_rng(seed).standard_normal(size, dtype=np.float32)


def activations(x: Array) -> Array:
    """Apply the activation DEPTH times, in float64.

    Args:
        x: Numbers of any shape.

    Returns:
        As many numbers.
    """
    x = x.astype(np.float64)
    for _ in range(DEPTH):
        x = 0.5 * x * (1 + np.tanh(SCALE * (x + CUBIC * x * x * x)))
    return x
