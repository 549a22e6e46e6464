"""One graph for every tree, in the manner of 2017."""

from collections.abc import Iterable
from typing import Any

import tensorflow as tf

from spotdiff.graphs.trees import tensorflow_network as network
from spotdiff.graphs.trees.problem import Array, Forest, Index, Weights

tf1 = tf.compat.v1


def states(w: dict[str, Any], forest: Any) -> Any:
    """Work trees out, node by node: h and c of their roots."""
    leaves = tf1.gather(w["leaf"], forest.values)[:, tf.newaxis]
    count, nodes = tf1.shape(leaves)[0], tf1.shape(forest.operations)[0]
    told = tf1.TensorArray(leaves.dtype, 0, dynamic_size=True)

    def body(node: Any, told: Any) -> tuple[Any, Any]:
        left = told.read(forest.children[node, 0])
        right = told.read(forest.children[node, 1])
        bias = tf1.gather(w["bias"], forest.operations[node])
        joined = network.cell(w, bias, left, right)
        return node + 1, told.write(count + node, joined)

    _, told = tf1.while_loop(
        lambda node, _: node < nodes, body, (0, told.unstack(leaves))
    )
    return told.gather(forest.roots)[:, 0]


def slopes(
    weights: Weights, feed: Iterable[tuple[Forest, Index]]
) -> list[tuple[float, dict[str, Array]]]:
    """Return the loss of each forest, and its slope by every weight."""
    with tf.Graph().as_default() as graph, tf1.Session() as session:
        w = {name: tf1.Variable(array) for name, array in weights.items()}
        forest = Forest(
            tf1.placeholder(tf.int64, [None]),
            tf1.placeholder(tf.int64, [None]),
            tf1.placeholder(tf.int32, [None, 2]),
            tf1.placeholder(tf.int32, [None]),
        )
        labels = tf1.placeholder(tf.int64, [None])
        loss = network.cross_entropy(w, states(w, forest), labels)
        found = tf1.gradients(loss, list(w.values()))
        dense = dict(zip(w, map(tf.convert_to_tensor, found), strict=True))
        session.run(tf1.global_variables_initializer())
        graph.finalize()
        told = []
        for given, wanted in feed:
            fed = {**dict(zip(forest, given, strict=True)), labels: wanted}
            told.append(session.run((loss, dense), fed))
        return told
