"""The small network on bare arrays, every weight by name."""

from collections.abc import Iterable
from typing import Any

import tensorflow as tf
from tensorflow.nn import (
    sparse_softmax_cross_entropy_with_logits as cross_entropy,
)

from spotdiff.classifier import layout
from spotdiff.classifier.problem import Array, Batch, Weights


def variables(weights: Weights) -> dict[str, Any]:
    """Make weights to differentiate by."""
    w = layout.to_tensorflow(weights)
    return {name: tf.Variable(w[name]) for name in w}


def logits(w: Any, x: Any, channels: Any, units: Any) -> Any:
    """Score every class; dropout is a product with a mask."""
    x = x[..., None]
    x = tf.nn.conv2d(x, w["conv1.weight"], 1, "VALID")
    x = tf.nn.max_pool2d(x + w["conv1.bias"], 2, 2, "VALID")
    x = tf.nn.conv2d(tf.nn.relu(x), w["conv2.weight"], 1, "VALID")
    x = (x + w["conv2.bias"]) * channels[:, None, None, :]
    x = tf.nn.relu(tf.nn.max_pool2d(x, 2, 2, "VALID"))
    x = tf.reshape(x, [-1, 320])
    x = tf.nn.relu(x @ w["fc1.weight"] + w["fc1.bias"])
    return (x * units) @ w["fc2.weight"] + w["fc2.bias"]


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
    w = variables(weights)
    speed = {name: tf.Variable(tf.zeros_like(w[name])) for name in w}

    @tf.function
    def step(*batch: Any) -> Any:
        x, y, *masks = batch
        with tf.GradientTape() as tape:
            scores = logits(w, x, *masks)
            loss = tf.reduce_mean(cross_entropy(y, scores))
        slopes = tape.gradient(loss, list(w.values()))
        for name, slope in zip(w, slopes, strict=True):
            speed[name].assign(momentum * speed[name] + slope)
            w[name].assign_sub(rate * speed[name])
        return loss

    losses = [step(*batch) for batch in batches]
    learnt = {name: w[name].numpy() for name in w}
    return tf.stack(losses).numpy(), layout.to_torch(learnt)
