"""Slopes, and where they are kept."""

from typing import Any

import tensorflow as tf
from tensorflow import Tensor


def again(x: Tensor, cured: bool) -> Any:
    """Differentiate the sum of squares twice over.

    Slopes may be kept in the tensor and added to what is there, until
    somebody removes them, or be handed out anew each time.

    Args:
        x: (n,).
        cured: Whether both sides shall give the same.

    Returns:
        The second slope, (n,).
    """
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = tf.reduce_sum(x**2)
    tape.gradient(y, x)
    return tape.gradient(y, x)


def many(x: Tensor, cured: bool) -> Any:
    """Differentiate squares that were never summed.

    A slope belongs to a single number. Asked for the slope of many, one
    may refuse, or take it that their sum is meant: here, where each
    output depends on one input alone, that is the slope of each.

    Args:
        x: (n,).
        cured: Whether both sides shall give the same.

    Returns:
        The slope, (n,).
    """
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x**2
    return tape.gradient(y, x)


def tie(a: Tensor, b: Tensor, cured: bool) -> Any:
    """Differentiate the larger of two numbers that are equal.

    There is no slope where two numbers are equal, and a framework is
    free to choose: one side, or half of each.

    Args:
        a: (n,).
        b: (n,), the same.
        cured: Whether both sides shall give the same.

    Returns:
        The slope by a, (n,).
    """
    with tf.GradientTape() as tape:
        tape.watch(a)
        larger = tf.maximum(a, b)
    return tape.gradient(larger, a)
