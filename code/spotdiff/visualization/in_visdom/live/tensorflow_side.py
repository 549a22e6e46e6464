"""Descent on phi, shown as it goes, with a rate that can be changed."""

from collections.abc import Iterable, Mapping
from typing import Any

import tensorflow as tf

from spotdiff.toy_problem.problem import Array


def slope_of(phi: Any, points: Any, values: Any) -> tuple[Any, Any]:
    """Return the loss at an exponent, and its slope: (1,) each."""
    with tf.GradientTape() as tape:
        tape.watch(phi)
        residual = points**phi - values
        loss = tf.sqrt(tf.reduce_mean(residual**2, 0, True))
    (slope,) = tape.gradient(loss, [phi])
    return loss, slope


def descend(
    vis: Any,
    knobs: Mapping[str, float],
    x: Array,
    y: Array,
    start: float,
    steps: Iterable[int],
) -> float:
    """Take some steps down the gradient, and show every one.

    Args:
        vis: The client of a visdom server.
        knobs: Holds the learning rate, which may be changed meanwhile.
        x: Points, (n,); the run is in their dtype.
        y: Values, (n,).
        start: Exponent to start from.
        steps: The numbers of the steps.

    Returns:
        The exponent after the last step.
    """
    points, values = tf.constant(x), tf.constant(y)
    phi = tf.constant([start], dtype=points.dtype)
    for step in steps:
        loss, slope = slope_of(phi, points, values)
        vis.line(loss, [step], win="loss", update="append")
        vis.line(phi, [step], win="phi", update="append")
        phi = phi - knobs["rate"] * slope
    return float(phi[0])
