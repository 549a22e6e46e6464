"""Activations."""

from typing import Any

import keras
import tensorflow as tf
from tensorflow import Tensor


def relu(x: Tensor) -> Any:
    """Cut off what is negative."""
    return tf.nn.relu(x)


def leaky(x: Tensor) -> Any:
    """Let a little of what is negative through."""
    return tf.nn.leaky_relu(x)


def leaky_equal(x: Tensor) -> Any:
    """Let a given share of what is negative through."""
    return tf.nn.leaky_relu(x, 0.1)


def elu(x: Tensor) -> Any:
    """Bend exponentially below zero."""
    return tf.nn.elu(x), tf.nn.selu(x)


def gelu(x: Tensor) -> Any:
    """Take GELU, exact and approximated."""
    return tf.nn.gelu(x), tf.nn.gelu(x, approximate=True)


def silu(x: Tensor) -> Any:
    """Take SiLU, which is also called swish."""
    return tf.nn.silu(x)


def mish(x: Tensor) -> Any:
    """Take Mish."""
    return keras.activations.mish(x)


def sigmoid(x: Tensor) -> Any:
    """Squeeze between 0 and 1, or −1 and 1."""
    return tf.sigmoid(x), tf.tanh(x)


def log_sigmoid(x: Tensor) -> Any:
    """Take the logarithm of a sigmoid, safely."""
    return tf.math.log_sigmoid(x)


def softplus(x: Tensor) -> Any:
    """Take a smooth ReLU."""
    return tf.nn.softplus(x)


def hard_sigmoid(x: Tensor) -> Any:
    """Replace a sigmoid by straight lines."""
    return keras.activations.hard_sigmoid(x)


def hard_swish(x: Tensor) -> Any:
    """Replace swish by what is quick to compute."""
    return keras.activations.hard_swish(x)


def softmax(x: Tensor) -> Any:
    """Turn logits into probabilities."""
    return tf.nn.softmax(x)


def log_softmax(x: Tensor) -> Any:
    """Turn logits into logarithms of probabilities."""
    return tf.nn.log_softmax(x)


def gated(x: Tensor) -> Any:
    """Gate one half with the other."""
    return keras.activations.glu(x)
