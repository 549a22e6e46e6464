"""The network's two layers on two devices, placed by hand."""

from typing import Any

import tensorflow as tf

from spotdiff.data_parallelism.problem import Array, Labels, Weights


def step(
    weights: Weights, images: Array, labels: Labels, devices: list[str]
) -> dict[str, Any]:
    """Go there and back.

    Args:
        weights: Of both layers.
        images: (n, 784).
        labels: (n,).
        devices: One for each layer.

    Returns:
        The framework's own tensors, by name.
    """
    first, second = devices
    with tf.GradientTape() as tape:
        with tf.device(first):
            w1, b1 = map(tf.Variable, list(weights.values())[:2])
            x = tf.constant(images)
            hidden = tf.nn.relu(x @ tf.transpose(w1) + b1)
        with tf.device(second):
            w2, b2 = map(tf.Variable, list(weights.values())[2:])
            y = tf.constant(labels)
            scores = hidden @ tf.transpose(w2) + b2
            entropy = tf.nn.sparse_softmax_cross_entropy_with_logits
            loss = tf.reduce_mean(entropy(y, scores))
    back_1, back_2 = tape.gradient(loss, [w1, w2])
    return {
        "first weights": w1,
        "hidden units": hidden,
        "second weights": w2,
        "scores": scores,
        "slopes of the second weights": back_2,
        "slopes of the first weights": back_1,
    }
