"""Looking inside."""

from typing import Any

import keras
import tensorflow as tf
from tensorflow import Tensor


def count(model: Any) -> Any:
    """Count the parameters."""
    return model.count_params()


def summary(model: Any) -> Any:
    """Describe a network."""
    lines: list[str] = []
    model.summary(print_fn=lines.append)
    return "\n".join(lines)


def layers(model: Any) -> Any:
    """Name the layers."""
    return [type(layer).__name__ for layer in model.layers]


def weight_shapes(model: Any) -> Any:
    """Ask for the shapes of the weights."""
    return [w.shape for w in model.weights]


def weight_names(model: Any) -> Any:
    """Ask for the names of the weights."""
    return [w.path for w in model.weights]


def inner(model: Any, x: Tensor) -> Any:
    """Look at what comes out of an inner layer."""
    return keras.Model(model.inputs, model.layers[0].output)(x)


def memory(x: Tensor) -> Any:
    """Ask how many bytes a tensor takes."""
    return tf.size(x) * x.dtype.size


def assert_finite(x: Tensor) -> Any:
    """Stop where a number is not one."""
    return tf.debugging.check_numerics(x, "x")


def assert_shape(x: Tensor) -> Any:
    """Stop where a shape is not as it should be."""
    return tf.ensure_shape(x, (8, 3))
