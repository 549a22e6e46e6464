"""Two programs whose course depends on their data."""

from typing import Any

import tensorflow as tf

from spotdiff.graphs.branching.problem import (
    ECCENTRICITY,
    LIMIT,
    TOLERANCE,
    Array,
    Both,
    Program,
)


def shortened(step: Any) -> Any:
    """Shorten a step that is longer than the limit."""
    length = tf.norm(step)
    if length > LIMIT:
        step = step * (LIMIT / length)
    return step


def off(angle: Any, mean: Any) -> Any:
    """Say by how much an angle misses Kepler's equation."""
    return angle - ECCENTRICITY * tf.sin(angle) - mean


def better(angle: Any, mean: Any) -> Any:
    """Return the next guess of Newton's method."""
    rise = 1 - ECCENTRICITY * tf.cos(angle)
    return angle - off(angle, mean) / rise


def anomaly(mean: Any) -> Any:
    """Solve Kepler's equation, for as many rounds as it takes."""
    angle = mean
    while abs(off(angle, mean)) > TOLERANCE:
        angle = better(angle, mean)
    return angle


def value_and_slope(program: Program, array: Array) -> Both:
    """Return a program's output, and the slope of its sum."""
    given = tf.constant(array)
    with tf.GradientTape() as tape:
        tape.watch(given)
        value = program(given)
    return value.numpy(), tape.gradient(value, given).numpy()
