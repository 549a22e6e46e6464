"""The small network on bare arrays, for a graph and a session."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import tensorflow as tf

from spotdiff.classifier import layout
from spotdiff.classifier.problem import Array, Batch, Weights

tf1 = tf.compat.v1


def variables(weights: Weights) -> dict[str, Any]:
    """Make weights to differentiate by."""
    return {
        name: tf1.Variable(array)
        for name, array in layout.to_tensorflow(weights).items()
    }


def logits(w: Any, images: Any, channels: Any, units: Any) -> Any:
    """Score every class; dropout is a product with a mask."""
    ones, twos = [1, 1, 1, 1], [1, 2, 2, 1]
    x = tf.expand_dims(images, -1)
    x = tf1.nn.conv2d(x, w["conv1.weight"], ones, "VALID")
    x = x + w["conv1.bias"]
    x = tf.nn.relu(tf1.nn.max_pool(x, twos, twos, "VALID"))
    x = tf1.nn.conv2d(x, w["conv2.weight"], ones, "VALID")
    x = x + w["conv2.bias"]
    x = x * channels[:, tf.newaxis, tf.newaxis, :]
    x = tf.nn.relu(tf1.nn.max_pool(x, twos, twos, "VALID"))
    x = tf.reshape(x, [-1, 320])
    x = tf.nn.relu(tf.matmul(x, w["fc1.weight"]) + w["fc1.bias"])
    return tf.matmul(x * units, w["fc2.weight"]) + w["fc2.bias"]


def train(
    weights: Weights,
    batches: Iterable[Batch],
    rate: float,
    momentum: float,
) -> tuple[Array, Weights]:
    """Train from given weights, in their dtype.

    Returns:
        The loss of each step, (steps,), and the weights after the last.
    """
    with tf.Graph().as_default(), tf1.Session() as session:
        w = variables(weights)
        dtype = next(iter(weights.values())).dtype
        images = tf1.placeholder(dtype, [None, 28, 28])
        labels = tf1.placeholder(tf.int64, [None])
        channels = tf1.placeholder(dtype, [None, 20])
        units = tf1.placeholder(dtype, [None, 50])
        scores = logits(w, images, channels, units)
        losses = tf1.nn.sparse_softmax_cross_entropy_with_logits(
            labels=labels, logits=scores
        )
        loss = tf.reduce_mean(losses)
        optimizer = tf1.train.MomentumOptimizer(rate, momentum)
        step = optimizer.minimize(loss, var_list=list(w.values()))
        session.run(tf1.global_variables_initializer())
        feeds = [images, labels, channels, units]
        path = []
        for batch in batches:
            feed = dict(zip(feeds, batch, strict=True))
            path.append(session.run((loss, step), feed)[0])
        return np.array(path), layout.to_torch(session.run(w))
