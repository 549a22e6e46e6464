"""A training that looks at its loss, and what the graph gathers by it."""

import time
from dataclasses import dataclass

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from spotdiff.graphs.eras.problem import Array, Labels
from spotdiff.graphs.eras.tensorflow1_side import cost, descent

tf1 = tf.compat.v1


@dataclass(frozen=True)
class Growth:
    """A graph during a training.

    Attributes:
        losses: Looked at after each step, (steps,).
        operations: In the graph after each step, (steps,).
        seconds: Each step and the look at the loss took, (steps,).
    """

    losses: Array
    operations: NDArray[np.int64]
    seconds: Array


def train(
    weights: list[Array],
    x: Array,
    labels: Labels,
    rate: float,
    steps: int,
    in_loop: bool,
) -> Growth:
    """Train, and write the loss in the loop or before it."""
    with tf.Graph().as_default() as graph, tf1.Session() as session:
        layers = [tf1.Variable(w) for w in weights]
        inputs = tf1.placeholder(tf.float64, [None, x.shape[1]])
        targets = tf1.placeholder(tf.int64, [None])
        feed = {inputs: x, targets: labels}
        step = descent(cost(layers, inputs, targets), layers, rate)
        loss = cost(layers, inputs, targets)
        session.run(tf1.global_variables_initializer())
        losses, operations, seconds = [], [], []
        for _ in range(steps):
            began = time.perf_counter()
            session.run(step, feed)
            if in_loop:
                loss = cost(layers, inputs, targets)
            losses.append(session.run(loss, feed))
            seconds.append(time.perf_counter() - began)
            operations.append(len(graph.get_operations()))
        return Growth(*map(np.array, (losses, operations, seconds)))
