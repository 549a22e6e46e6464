"""What an optimiser of the graph era does with given gradients."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import tensorflow as tf

from spotdiff.toy_problem.problem import Array

tf1 = tf.compat.v1
OPTIMIZERS: dict[str, Callable[..., Any]] = {
    "SGD": tf1.train.GradientDescentOptimizer,
    "momentum": tf1.train.MomentumOptimizer,
    "RMSProp": tf1.train.RMSPropOptimizer,
    "Adam": tf1.train.AdamOptimizer,
}


def steps(
    name: str,
    settings: Mapping[str, Any],
    gradients: Sequence[float],
    learning_rates: Sequence[float],
) -> Array:
    """Feed given gradients to an optimiser and record where it goes.

    Args:
        name: A key of `OPTIMIZERS`.
        settings: Handed to the optimiser; what is absent is its default.
        gradients: One a step, whatever the position.
        learning_rates: One a step; there is no default.

    Returns:
        Positions from 1.0 on, (steps + 1,) float64.
    """
    with tf.Graph().as_default(), tf1.Session() as session:
        position = tf1.Variable(1.0, dtype=tf.float64)
        slope = tf1.placeholder(tf.float64, [])
        rate = tf1.placeholder(tf.float64, [])
        optimizer = OPTIMIZERS[name](rate, **settings)
        step = optimizer.apply_gradients([(slope, position)])
        session.run(tf1.global_variables_initializer())
        positions = [session.run(position)]
        for pair in zip(gradients, learning_rates, strict=True):
            session.run(step, dict(zip((slope, rate), pair, strict=True)))
            positions.append(session.run(position))
    return np.array(positions)
