"""A chain of activations, and every way to run it."""

from collections.abc import Callable
from typing import Any

import tensorflow as tf

from spotdiff.graphs.break_even.problem import (
    CUBIC,
    DEPTH,
    SCALE,
    Array,
)

MODES: dict[str, Callable[..., Any]] = {
    "eager": lambda function: function,
    "function": lambda function: tf.function(function),
    "XLA": lambda function: tf.function(function, jit_compile=True),
}


def activations(x: Any) -> Any:
    """Apply the activation DEPTH times."""
    for _ in range(DEPTH):
        inner = SCALE * (x + CUBIC * x * x * x)
        x = 0.5 * x * (1 + tf.tanh(inner))
    return x


def fresh(mode: str) -> Any:
    """Return the chain as nobody has called it yet.

    Args:
        mode: A key of `MODES`.
    """
    return MODES[mode](activations)


def place(x: Array) -> Any:
    """Place numbers where they are needed."""
    return tf.constant(x)
