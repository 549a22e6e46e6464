"""All the networks there may be, built beforehand; one is fetched."""

import numpy as np
import tensorflow as tf

from spotdiff.graphs.eras.problem import (
    Array,
    Labels,
    Run,
    new_block,
    stalled,
)
from spotdiff.graphs.eras.tensorflow1_side import cost, descent

tf1 = tf.compat.v1


def train(
    weights: list[Array],
    x: Array,
    labels: Labels,
    rate: float,
    steps: int,
    most: int,
) -> Run:
    """Train, and grow when the loss stalls, to no more than `most` blocks.

    Raises:
        IndexError: The loss stalls once more than was provided for.
    """
    with tf.Graph().as_default() as graph, tf1.Session() as session:
        inputs = tf1.placeholder(tf.float64, [None, x.shape[1]])
        targets = tf1.placeholder(tf.int64, [None])
        feed = {inputs: x, targets: labels}
        first, last = (tf1.Variable(w) for w in weights)
        blocks = [tf1.Variable(new_block()) for _ in range(most)]
        networks = [[first, *blocks[:depth], last] for depth in range(most + 1)]
        programs = []
        for layers in networks:
            loss = cost(layers, inputs, targets)
            programs.append((loss, descent(loss, layers, rate)))
        start = tf1.global_variables_initializer()
        graph.finalize()
        session.run(start)
        depth, depths = 0, []
        losses: list[float] = []
        for _ in range(steps):
            if stalled(losses):
                depth += 1
            depths.append(depth)
            losses.append(session.run(programs[depth], feed)[0])
        operations = np.full(steps, len(graph.get_operations()))
        learnt = session.run(networks[depth])
        return Run(np.array(losses), np.array(depths), learnt, operations)
