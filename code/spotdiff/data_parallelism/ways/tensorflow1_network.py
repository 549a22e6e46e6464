"""The small network in the TensorFlow of 2017."""

from collections.abc import Callable
from typing import Any

import tensorflow as tf

from spotdiff.data_parallelism.problem import Weights, of_keras

tf1 = tf.compat.v1


def network(weights: Weights) -> Callable[..., Any]:
    """Return what adds the network to a graph: images and labels to losses, (n,)."""

    def dense(x: Any, layer: str) -> Any:
        kernel, bias = (
            tf1.get_variable(name, dtype=tf.float64, initializer=weights[name].T)
            for name in (f"{layer}.weight", f"{layer}.bias")
        )
        return tf.matmul(x, kernel) + bias

    def losses(x: Any, y: Any) -> Any:
        hidden = tf.nn.relu(dense(x, "hidden"))
        scores = dense(hidden, "scores")
        entropy = tf1.nn.sparse_softmax_cross_entropy_with_logits
        return entropy(labels=y, logits=scores)

    return losses


def weights_of(session: Any) -> Weights:
    """Copy the network's weights out of a session."""
    return of_keras(session.run(tf1.trainable_variables()))
