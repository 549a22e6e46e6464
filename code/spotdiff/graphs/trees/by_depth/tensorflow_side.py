"""All trees at once, level by level: the idea of TensorFlow Fold."""

from typing import Any

import tensorflow as tf

from spotdiff.graphs.trees import tensorflow_network as network
from spotdiff.graphs.trees.problem import Batch, Plan


def states(w: dict[str, Any], plan: Plan) -> Any:
    """Work all trees of a plan out, from the leaves up.

    Args:
        w: The weights.
        plan: The trees, level by level.

    Returns:
        h and c of every tree's root, (trees, 2 width).
    """
    values, kinds, nodes, order, counts, roots = plan
    kinds = tf.RaggedTensor.from_row_lengths(kinds, nodes)
    order = tf.RaggedTensor.from_row_lengths(order, counts)
    at_hand = tf.gather(w["leaf"], values)
    for level in tf.range(len(nodes)):
        m = len(kinds[level])
        sizes = [m, m, len(order[level]) - 2 * m]
        in_order = tf.gather(at_hand, order[level])
        left, right, waiting = tf.split(in_order, sizes)
        bias = tf.gather(w["bias"], kinds[level])
        joined = network.cell(w, bias, left, right)
        at_hand = tf.concat([joined, waiting], 0)
    return tf.gather(at_hand, roots)


def scores_of(w: dict[str, Any]) -> Any:
    """Return what scores the values that each tree may have.

    Args:
        w: The weights.

    Returns:
        A function from a plan to scores, (trees, values).
    """

    @tf.function(input_signature=[network.BATCH.plan])
    def work(plan: Plan) -> Any:
        return network.scores(w, states(w, plan))

    return work


def slopes_of(w: dict[str, Any]) -> Any:
    """Return what tells how wrong it is, and what to do about it.

    Args:
        w: The weights.

    Returns:
        A function from a batch to its mean cross-entropy, and to
        the slope of that by every weight.
    """

    @tf.function(input_signature=[network.BATCH])
    def work(batch: Batch) -> Any:
        with tf.GradientTape() as tape:
            roots = states(w, batch.plan)
            loss = network.cross_entropy(w, roots, batch.labels)
        slopes = tape.gradient(loss, list(w.values()))
        dense = map(tf.convert_to_tensor, slopes)
        return loss, dict(zip(w, dense, strict=True))

    return work
