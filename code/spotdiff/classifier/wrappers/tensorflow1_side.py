"""The small network in tf.layers, for a graph and a session."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import tensorflow as tf

from spotdiff.classifier import layout
from spotdiff.classifier.problem import Array, Labels, Weights

tf1 = tf.compat.v1


def start_from(weights: Weights, name: str) -> dict[str, Any]:
    """Name a layer and give it its first weights."""
    kernel, bias = weights[f"{name}.weight"], weights[f"{name}.bias"]
    return {
        "name": name,
        "kernel_initializer": tf1.constant_initializer(kernel),
        "bias_initializer": tf1.constant_initializer(bias),
    }


def logits(weights: Weights, images: Any, training: Any) -> Any:
    """Score every class; each layer makes its own variables."""
    w = layout.to_tensorflow(weights)
    layers = tf1.layers
    x = tf.expand_dims(images, -1)
    x = layers.conv2d(x, 10, 5, **start_from(w, "conv1"))
    x = tf.nn.relu(layers.max_pooling2d(x, 2, 2))
    x = layers.conv2d(x, 20, 5, **start_from(w, "conv2"))
    x = layers.dropout(x, 0.5, [None, 1, 1, None], training=training)
    x = tf.nn.relu(layers.max_pooling2d(x, 2, 2))
    x = layers.flatten(x)
    x = layers.dense(x, 50, tf.nn.relu, **start_from(w, "fc1"))
    x = layers.dropout(x, 0.5, training=training)
    return layers.dense(x, 10, **start_from(w, "fc2"))


def train(
    weights: Weights,
    images: Array,
    labels: Labels,
    batches: Iterable[Labels],
    rate: float,
    momentum: float,
    dropout: bool = True,
) -> tuple[Array, Array, Weights]:
    """Train from given weights.

    Args:
        weights: In PyTorch's layout.
        images: (n, 28, 28), standardised.
        labels: (n,), 0 to 9.
        batches: Which images each step sees.
        rate: Learning rate.
        momentum: Share of the last change that is kept.
        dropout: Whether the dropout layers drop anything.

    Returns:
        The scores of all images before the first step, (n, 10); the loss of
        each step, (steps,); the weights after the last, in PyTorch's layout.
    """
    with tf.Graph().as_default(), tf1.Session() as session:
        x = tf1.placeholder(tf.float32, [None, 28, 28])
        y = tf1.placeholder(tf.int64, [None])
        training = tf1.placeholder_with_default(False, [])
        scores = logits(weights, x, training)
        loss = tf1.losses.sparse_softmax_cross_entropy(y, scores)
        optimizer = tf1.train.MomentumOptimizer(rate, momentum)
        step = optimizer.minimize(loss)
        session.run(tf1.global_variables_initializer())
        before = session.run(scores, {x: images})
        losses = []
        for batch in batches:
            feed = {x: images[batch], y: labels[batch], training: dropout}
            losses.append(session.run((loss, step), feed)[0])
        learnt = session.run(tf1.trainable_variables())
    after = dict(zip(weights, learnt, strict=True))
    return before, np.array(losses), layout.to_torch(after)
