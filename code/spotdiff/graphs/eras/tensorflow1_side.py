"""A graph that is added to between two steps."""

from typing import Any

import numpy as np
import tensorflow as tf

from spotdiff.graphs.eras.problem import (
    Array,
    Labels,
    Run,
    new_block,
    stalled,
)

tf1 = tf.compat.v1


def cost(layers: list[Any], x: Any, labels: Any) -> Any:
    """Add the mean cross-entropy of as many layers as there are."""
    first, *blocks, last = layers
    hidden = tf.tanh(tf.matmul(x, first))
    for block in blocks:
        hidden = hidden + tf.tanh(tf.matmul(hidden, block))
    entropy = tf1.nn.sparse_softmax_cross_entropy_with_logits
    scores = tf.matmul(hidden, last)
    return tf.reduce_mean(entropy(labels=labels, logits=scores))


def descent(loss: Any, layers: list[Any], rate: float) -> Any:
    """Add an operation that takes one step."""
    optimizer = tf1.train.GradientDescentOptimizer(rate)
    return optimizer.minimize(loss, var_list=layers)


def train(
    weights: list[Array],
    x: Array,
    labels: Labels,
    rate: float,
    steps: int,
) -> Run:
    """Train, and grow when the loss stalls."""
    with tf.Graph().as_default() as graph, tf1.Session() as session:
        inputs = tf1.placeholder(tf.float64, [None, x.shape[1]])
        targets = tf1.placeholder(tf.int64, [None])
        feed = {inputs: x, targets: labels}
        layers = [tf1.Variable(w) for w in weights]
        loss = cost(layers, inputs, targets)
        step = descent(loss, layers, rate)
        session.run(tf1.global_variables_initializer())
        losses: list[float] = []
        depths, operations = [], []
        for _ in range(steps):
            if stalled(losses):
                block = tf1.Variable(new_block())
                session.run(block.initializer)
                layers.insert(-1, block)
                loss = cost(layers, inputs, targets)
                step = descent(loss, layers, rate)
            depths.append(len(layers) - 2)
            operations.append(len(graph.get_operations()))
            losses.append(session.run((loss, step), feed)[0])
        return Run(
            np.array(losses),
            np.array(depths),
            session.run(layers),
            np.array(operations),
        )
