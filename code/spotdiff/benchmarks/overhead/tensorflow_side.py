"""One product of two numbers, and its slope, in every mode."""

from collections.abc import Callable
from functools import partial
from typing import Any

import tensorflow as tf

from spotdiff.benchmarks.overhead.problem import numbers

MODES: dict[str, Callable[..., Any]] = {
    "eager": lambda function: function,
    "function": tf.function,
    "XLA": partial(tf.function, jit_compile=True),
}


def operation(x: Any, y: Any) -> Any:
    """Multiply."""
    return x * y


def slope(x: Any, y: Any) -> Any:
    """Multiply, and differentiate the product by x."""
    with tf.GradientTape() as tape:
        tape.watch(x)
        product = operation(x, y)
    gradient = tape.gradient(product, x)
    return gradient


TASKS = {"operation": operation, "slope": slope}


def prepare(task: str, mode: str) -> Callable[[], Any]:
    """Prepare a task: the numbers placed, the function wrapped.

    Args:
        task: A key of `TASKS`.
        mode: A key of `MODES`.

    Returns:
        A call that gives the result, and asks for nothing else.
    """
    x, y = map(tf.constant, numbers())
    run = MODES[mode](TASKS[task])
    return lambda: run(x, y)
