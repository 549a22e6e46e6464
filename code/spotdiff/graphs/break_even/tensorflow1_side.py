"""A chain of activations, built as a graph and run in a session."""

from collections.abc import Callable
from typing import Any

import tensorflow as tf

from spotdiff.graphs.break_even.problem import (
    CUBIC,
    DEPTH,
    SCALE,
    Array,
)

tf1 = tf.compat.v1
MODES = ("session",)


def activations(x: Any) -> Any:
    """Describe the activation, DEPTH times."""
    for _ in range(DEPTH):
        inner = SCALE * (x + CUBIC * x * x * x)
        x = 0.5 * x * (1 + tf.tanh(inner))
    return x


def fresh(mode: str) -> Callable[[Any], Any]:
    """Return the chain as nobody has called it yet.

    Args:
        mode: One of `MODES`.

    Returns:
        A function that builds the graph, for any size, when it is
        first called, and then feeds it.
    """
    built: list[Callable[[Any], Any]] = []

    def call(x: Any) -> Any:
        if not built:
            with tf.Graph().as_default() as graph:
                given = tf1.placeholder(tf.float32, (None,))
                result = activations(given)
            session = tf1.Session(graph=graph)
            built.append(session.make_callable(result, [given]))
        return built[0](x)

    return call


def place(x: Array) -> Any:
    """Leave the numbers where they are: a session is fed from outside."""
    return x
