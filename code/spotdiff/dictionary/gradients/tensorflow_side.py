"""Gradients."""

from typing import Any

import tensorflow as tf
from tensorflow import Tensor


def gradient(f: Any, x: Tensor) -> Any:
    """Take the slope of a function."""
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = f(x)
    return tape.gradient(y, x)


def no_gradient(f: Any, x: Tensor) -> Any:
    """Compute without keeping track for slopes."""
    return f(x)


def stop(x: Tensor) -> Any:
    """Treat a value as a constant."""
    return x * tf.stop_gradient(x)


def straight_through(x: Tensor) -> Any:
    """Round forwards, and not backwards."""
    return x + tf.stop_gradient(tf.round(x) - x)


def jacobian(f: Any, x: Tensor) -> Any:
    """Take the slopes of many numbers."""
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = f(x)
    return tape.jacobian(y, x)


def hessian(f: Any, x: Tensor) -> Any:
    """Take the slopes of slopes."""
    with tf.GradientTape() as outer, tf.GradientTape() as inner:
        outer.watch(x), inner.watch(x)
        y = f(x)
        slope = inner.gradient(y, x)
    return outer.jacobian(slope, x)


def forwards(f: Any, x: Tensor, v: Tensor) -> Any:
    """Follow one direction forwards."""
    with tf.autodiff.ForwardAccumulator(x, v) as ahead:
        y = f(x)
    return ahead.jvp(y)


def each_example(f: Any, x: Tensor) -> Any:
    """Take the slope for every example."""
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.map_fn(f, x)
    return tape.gradient(y, x)


def again(f: Any, x: Tensor) -> Any:
    """Save memory: compute again on the way back."""
    return tf.recompute_grad(f)(x)
