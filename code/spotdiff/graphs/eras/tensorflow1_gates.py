"""One network with all the blocks there may be, each behind a gate."""

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
from spotdiff.graphs.eras.tensorflow1_side import descent

tf1 = tf.compat.v1


def cost(layers: list[Any], depth: Any, x: Any, labels: Any) -> Any:
    """Add the mean cross-entropy; blocks beyond the depth are passed by."""
    first, *blocks, last = layers
    hidden = tf.tanh(tf.matmul(x, first))
    for place, block in enumerate(blocks):
        hidden = tf.cond(
            place < depth,
            lambda h=hidden, b=block: h + tf.tanh(tf.matmul(h, b)),
            lambda h=hidden: h,
        )
    entropy = tf1.nn.sparse_softmax_cross_entropy_with_logits
    scores = tf.matmul(hidden, last)
    return tf.reduce_mean(entropy(labels=labels, logits=scores))


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
        ValueError: The loss stalls once more than was provided for.
    """
    with tf.Graph().as_default() as graph, tf1.Session() as session:
        inputs = tf1.placeholder(tf.float64, [None, x.shape[1]])
        targets = tf1.placeholder(tf.int64, [None])
        depth = tf1.placeholder(tf.int32, [])
        feed: dict[Any, Any] = {inputs: x, targets: labels, depth: 0}
        first, last = (tf1.Variable(w) for w in weights)
        blocks = [tf1.Variable(new_block()) for _ in range(most)]
        layers = [first, *blocks, last]
        loss = cost(layers, depth, inputs, targets)
        step = descent(loss, layers, rate)
        start = tf1.global_variables_initializer()
        graph.finalize()
        session.run(start)
        depths = []
        losses: list[float] = []
        for _ in range(steps):
            if stalled(losses):
                feed[depth] += 1
            if feed[depth] > most:
                raise ValueError(f"only {most} blocks were provided for")
            depths.append(feed[depth])
            losses.append(session.run((loss, step), feed)[0])
        operations = np.full(steps, len(graph.get_operations()))
        learnt = session.run([first, *blocks[: feed[depth]], last])
        return Run(np.array(losses), np.array(depths), learnt, operations)
