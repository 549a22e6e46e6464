"""The two programs in a graph of TensorFlow 1."""

from typing import Any

import tensorflow as tf

from spotdiff.graphs.branching.problem import (
    LIMIT,
    TOLERANCE,
    Array,
    Both,
    Program,
)
from spotdiff.graphs.branching.tensorflow_side import better, off

tf1 = tf.compat.v1


def shortened(step: Any) -> Any:
    """Shorten a step that is longer than the limit."""
    length = tf.norm(step)
    return tf1.cond(
        length > LIMIT,
        lambda: step * (LIMIT / length),
        lambda: step,
    )


def anomaly(mean: Any) -> Any:
    """Solve Kepler's equation, for as many rounds as it takes."""
    return tf1.while_loop(
        lambda angle: abs(off(angle, mean)) > TOLERANCE,
        lambda angle: better(angle, mean),
        [mean],
    )


def value_and_slope(program: Program, array: Array) -> Both:
    """Return a program's output, and the slope of its sum."""
    with tf.Graph().as_default(), tf1.Session() as session:
        given = tf1.placeholder(tf.float64, array.shape)
        value = program(given)
        (slope,) = tf1.gradients(value, given)
        found, slope = session.run((value, slope), {given: array})
        return found, slope
