"""Descent on phi by the framework's own optimisers."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import tensorflow as tf
from keras.optimizers import SGD, Adam, RMSprop

from spotdiff.toy_problem.problem import Array, Path

OPTIMIZERS: dict[str, Callable[..., Any]] = {
    "SGD": SGD,
    "momentum": partial(SGD, momentum=0.9),
    "Nesterov": partial(SGD, momentum=0.9, nesterov=True),
    "RMSProp": partial(RMSprop, rho=0.9),
    "Adam": Adam,
}


def descend(
    name: str,
    x: Array,
    y: Array,
    start: float,
    learning_rate: float,
    steps: int,
) -> Path:
    """Let an optimiser of the framework take the steps.

    Args:
        name: A key of `OPTIMIZERS`.
        x: Points, (n,); the run is in their dtype.
        y: Values, (n,).
        start: Exponent to start from.
        learning_rate: Handed to the optimiser.
        steps: How many steps.

    Returns:
        Exponent and loss, (steps + 1,) each.
    """
    points, values = tf.constant(x), tf.constant(y)
    phi = tf.Variable(start, dtype=points.dtype)
    optimizer = OPTIMIZERS[name](learning_rate)
    path = []
    for _ in range(steps + 1):
        with tf.GradientTape() as tape:
            residual = points**phi - values
            loss = tf.sqrt(tf.reduce_mean(tf.square(residual)))
        path.append((phi.numpy(), loss.numpy()))
        gradient = tape.gradient(loss, phi)
        optimizer.apply_gradients([(gradient, phi)])
    return Path(*np.array(path).T)
