"""What a compiler makes of recursion: how many graphs, for which trees."""

from collections.abc import Sequence
from typing import Any

import tensorflow as tf

from spotdiff.graphs.trees.problem import Tree, Weights


def graphs(state: Any, weights: Weights, trees: Sequence[Tree]) -> list[int]:
    """Count the graphs there are after each tree.

    Args:
        state: From weights and a tree to the state of its root.
        weights: The weights.
        trees: The trees, in the order in which they are met.
    """
    w = {n: tf.constant(array) for n, array in weights.items()}
    compiled: Any = tf.function(lambda tree: state(w, tree))
    told = []
    for tree in trees:
        compiled(tree)
        told.append(compiled.experimental_get_tracing_count())
    return told
