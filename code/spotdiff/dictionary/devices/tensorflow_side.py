"""Devices, graphs, precision."""

from typing import Any

import keras
import tensorflow as tf
from tensorflow import Tensor


def gpus() -> Any:
    """Count the GPUs."""
    return len(tf.config.list_physical_devices("GPU"))


def device(x: Tensor) -> Any:
    """Ask where a tensor is."""
    return x.device


def move(x: Tensor) -> Any:
    """Move a tensor."""
    with tf.device("CPU"):
        y = tf.identity(x)
    return y


def make_there() -> Any:
    """Make tensors on a device."""
    with tf.device("CPU"):
        x = tf.zeros(3)
    return x


def compiled(f: Any, x: Tensor) -> Any:
    """Compile a function."""
    return tf.function(f)(x)


def vectorised(f: Any, x: Tensor) -> Any:
    """Apply a function to every row at once."""
    return tf.vectorized_map(f, x)


def mixed_precision(x: Tensor) -> Any:
    """Compute products in bfloat16, and ask for the type."""
    return keras.layers.Dense(4, dtype="mixed_bfloat16")(x).dtype
