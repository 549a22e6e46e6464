"""Optimisers."""

from typing import Any

import keras


def sgd(parameters: Any) -> Any:
    """Go down the slope."""
    return keras.optimizers.SGD(0.1)


def momentum(parameters: Any) -> Any:
    """Go down the slope with Nesterov's momentum."""
    return keras.optimizers.SGD(0.1, momentum=0.9, nesterov=True)


def rmsprop(parameters: Any) -> Any:
    """Use RMSprop with its own settings."""
    return keras.optimizers.RMSprop(0.1)


def rmsprop_equal(parameters: Any) -> Any:
    """Use RMSprop with the settings of Keras."""
    return keras.optimizers.RMSprop(0.1, rho=0.9, epsilon=1e-7)


def adam(parameters: Any) -> Any:
    """Use Adam."""
    return keras.optimizers.Adam(0.1, epsilon=1e-7)


def adamw(parameters: Any) -> Any:
    """Use Adam, and let weights decay on their own."""
    return keras.optimizers.AdamW(0.1, weight_decay=0.01, epsilon=1e-7)


def decay(parameters: Any) -> Any:
    """Let weights decay with plain descent."""
    return keras.optimizers.SGD(0.1, weight_decay=0.01)


def adagrad(parameters: Any) -> Any:
    """Use Adagrad."""
    return keras.optimizers.Adagrad(0.1, initial_accumulator_value=0)


def adadelta(parameters: Any) -> Any:
    """Use Adadelta."""
    return keras.optimizers.Adadelta(0.1)


def adamax(parameters: Any) -> Any:
    """Use Adamax."""
    return keras.optimizers.Adamax(0.1)


def nadam(parameters: Any) -> Any:
    """Use Nadam, which is Adam with Nesterov's momentum."""
    return keras.optimizers.Nadam(0.1)


def nadam_equal(parameters: Any) -> Any:
    """Use Nadam with the momentum of Keras."""
    return keras.optimizers.Nadam(0.1)


def rate(optimizer: Any) -> Any:
    """Ask for the learning rate."""
    return optimizer.learning_rate


def set_rate(optimizer: Any) -> Any:
    """Change the learning rate."""
    optimizer.learning_rate = 0.01
    return optimizer.learning_rate
