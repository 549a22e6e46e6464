"""What is the same however a tree is worked out, in TensorFlow."""

from typing import Any

import tensorflow as tf

from spotdiff.graphs.trees.problem import (
    Batch,
    Forest,
    Index,
    Plan,
    Weights,
)

# What every forest and every batch is, of whatever trees: whole numbers, any number
# of them.
NUMBERS, PLACES = (tf.TensorSpec([None], kind) for kind in (tf.int64, tf.int32))
FOREST = Forest(NUMBERS, NUMBERS, tf.TensorSpec([None, 2], tf.int32), PLACES)
BATCH = Batch(Plan(*[NUMBERS] * len(Plan._fields)), NUMBERS)


def parameters(weights: Weights) -> dict[str, Any]:
    """Make weights to differentiate by, where TensorFlow computes by default."""
    return {name: tf.Variable(array) for name, array in weights.items()}


def cell(w: dict[str, Any], bias: Any, left: Any, right: Any) -> Any:
    """Join the states of nodes' children.

    Args:
        w: The weights.
        bias: What each node's operation adds, (nodes, 5 width).
        left: h and c of their left children, (nodes, 2 width).
        right: The same of their right children.

    Returns:
        h and c of the nodes, (nodes, 2 width).
    """
    left_h, left_c = tf.split(left, 2, 1)
    right_h, right_c = tf.split(right, 2, 1)
    heard = tf.concat([left_h, right_h], 1)
    i, a, b, o, u = tf.split(heard @ w["join"] + bias, 5, 1)
    kept = tf.sigmoid(a) * left_c + tf.sigmoid(b) * right_c
    c = tf.sigmoid(i) * tf.tanh(u) + kept
    return tf.concat([tf.sigmoid(o) * tf.tanh(c), c], 1)


def cross_entropy(w: dict[str, Any], roots: Any, labels: Index) -> Any:
    """Return the mean cross-entropy of trees.

    Args:
        w: The weights.
        roots: The states of their roots, (trees, 2 width).
        labels: Their values, (trees,).
    """
    losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels, scores(w, roots))
    return tf.reduce_mean(losses)


def scores(w: dict[str, Any], roots: Any) -> Any:
    """Score every value that a tree may have, (trees, values)."""
    h, _ = tf.split(roots, 2, 1)
    return h @ w["answer"] + w["offset"]


def in_numpy(slopes: dict[str, Any]) -> Weights:
    """Bring slopes, or weights, back to NumPy."""
    return {name: slope.numpy() for name, slope in slopes.items()}
