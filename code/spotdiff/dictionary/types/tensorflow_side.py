"""Types, and to and from NumPy."""

from typing import Any

import keras
import tensorflow as tf
from tensorflow import Tensor


def from_numpy(array: Any) -> Any:
    """Make a tensor of a NumPy array."""
    return tf.convert_to_tensor(array)


def to_numpy(x: Tensor) -> Any:
    """Hand a tensor to NumPy."""
    return x.numpy()


def to_list(x: Tensor) -> Any:
    """Make a list of Python numbers."""
    return x.numpy().tolist()


def to_number(x: Tensor) -> Any:
    """Make a Python number of a tensor of one."""
    return float(x[0])


def cast(x: Tensor) -> Any:
    """Change the type; fractions are cut off."""
    return tf.cast(x, tf.int32)


def half(x: Tensor) -> Any:
    """Go to half precision."""
    return tf.cast(x, tf.float16)


def to_bool(x: Tensor) -> Any:
    """Ask of every number whether it is not zero."""
    return tf.cast(x, tf.bool)


def type_of(x: Tensor) -> Any:
    """Ask for the type."""
    return x.dtype


def is_float(x: Tensor) -> Any:
    """Ask whether the numbers are floats."""
    return x.dtype.is_floating


def default_type() -> Any:
    """Ask for the type of new floats."""
    return keras.config.floatx()


def largest_number() -> Any:
    """Ask for the largest number of a type."""
    return tf.float32.max


def mixed(whole: Tensor, x: Tensor) -> Any:
    """Add a float to a whole number."""
    return tf.cast(whole, x.dtype) + x


def same_bits(x: Tensor) -> Any:
    """Read the bits as another type."""
    return tf.bitcast(x, tf.int32)
