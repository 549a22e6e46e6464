"""What an optimiser does with a given sequence of gradients."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import tensorflow as tf
from keras.optimizers import SGD, Adam, AdamW, RMSprop

from spotdiff.toy_problem.problem import Array

OPTIMIZERS: dict[str, Callable[..., Any]] = {
    "SGD": SGD,
    "RMSProp": RMSprop,
    "Adam": Adam,
    "AdamW": AdamW,
}


def steps(
    name: str,
    settings: Mapping[str, Any],
    gradients: Sequence[float],
    learning_rates: Sequence[float] | None = None,
) -> Array:
    """Feed given gradients to an optimiser and record where it goes.

    Args:
        name: A key of `OPTIMIZERS`.
        settings: Handed to the optimiser; the rest is default.
        gradients: One a step, whatever the position.
        learning_rates: One a step, or None for the default.

    Returns:
        Positions from 1.0 on, (steps + 1,) float64.
    """
    position = tf.Variable(1.0, dtype=tf.float64)
    optimizer = OPTIMIZERS[name](**settings)
    positions = [position.numpy()]
    for step, gradient in enumerate(gradients):
        if learning_rates is not None:
            optimizer.learning_rate = learning_rates[step]
        slope = tf.fill(position.shape, tf.cast(gradient, tf.float64))
        optimizer.apply_gradients([(slope, position)])
        positions.append(position.numpy())
    return np.array(positions)
