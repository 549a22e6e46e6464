"""One graph for every tree: a loop over nodes that stands in the graph."""

from typing import Any

import tensorflow as tf

from spotdiff.graphs.trees import tensorflow_network as network
from spotdiff.graphs.trees.problem import Forest, Index


def states(w: dict[str, Any], forest: Forest) -> Any:
    """Work trees out, node by node: h and c of their roots."""
    leaves = tf.gather(w["leaf"], forest.values)[:, tf.newaxis]
    told = tf.TensorArray(leaves.dtype, 0, dynamic_size=True)
    told = told.unstack(leaves)
    for node in tf.range(len(forest.operations)):
        left = told.read(forest.children[node, 0])
        right = told.read(forest.children[node, 1])
        bias = w["bias"][forest.operations[node]]
        joined = network.cell(w, bias, left, right)
        told = told.write(len(leaves) + node, joined)
    return told.gather(forest.roots)[:, 0]


def slopes_of(w: dict[str, Any]) -> Any:
    """Return what tells a forest's loss, and its slope by every weight."""

    @tf.function(input_signature=[network.FOREST, network.NUMBERS])
    def work(forest: Forest, labels: Index) -> Any:
        with tf.GradientTape() as tape:
            roots = states(w, forest)
            loss = network.cross_entropy(w, roots, labels)
        slopes = tape.gradient(loss, list(w.values()))
        dense = map(tf.convert_to_tensor, slopes)
        return loss, dict(zip(w, dense, strict=True))

    return work
