"""A network that grows between two steps."""

from typing import Any

import numpy as np
import tensorflow as tf
from tensorflow import tanh

from spotdiff.graphs.eras.problem import (
    Array,
    Labels,
    Run,
    new_block,
    stalled,
)


def variable(array: Array) -> Any:
    """Make weights to differentiate by."""
    return tf.Variable(array)


def cost(layers: list[Any], x: Any, labels: Any) -> Any:
    """Return the mean cross-entropy of as many layers as there are."""
    first, *blocks, last = layers
    hidden = tanh(x @ first)
    for block in blocks:
        hidden = hidden + tanh(hidden @ block)
    entropy = tf.nn.sparse_softmax_cross_entropy_with_logits
    return tf.reduce_mean(entropy(labels, hidden @ last))


def train(
    weights: list[Array],
    x: Array,
    labels: Labels,
    rate: float,
    steps: int,
) -> Run:
    """Train, and grow when the loss stalls."""
    layers = [variable(w) for w in weights]
    inputs, targets = tf.constant(x), tf.constant(labels)
    losses: list[float] = []
    depths = []
    for _ in range(steps):
        if stalled(losses):
            layers.insert(-1, variable(new_block()))
        depths.append(len(layers) - 2)
        with tf.GradientTape() as tape:
            loss = cost(layers, inputs, targets)
        slopes = tape.gradient(loss, layers)
        for w, slope in zip(layers, slopes, strict=True):
            w.assign_sub(rate * slope)
        losses.append(float(loss))
    learnt = [w.numpy() for w in layers]
    return Run(np.array(losses), np.array(depths), learnt)
