"""The book's trainings in TensorFlow, as fast as we can write them on a CPU.

What the book runs eagerly runs eagerly here, and what it runs as a graph as a graph.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from tensorflow.nn import sparse_softmax_cross_entropy_with_logits as cross_entropy

from spotdiff.classifier import layout
from spotdiff.classifier.problem import Array, Batch, Labels, Weights
from spotdiff.classifier.raw.tensorflow_side import logits
from spotdiff.toy_problem.problem import Path


def descend(x: Array, y: Array, start: float, learning_rate: float, steps: int) -> Path:
    """Descend by hand: a square instead of a power, the rate a tensor at once."""
    points, values = tf.constant(x), tf.constant(y)
    phi = tf.Variable(start, dtype=points.dtype)
    rate = tf.constant(learning_rate, points.dtype)
    path = []
    for _ in range(steps + 1):
        with tf.GradientTape() as tape:
            residual = tf.pow(points, phi) - values
            loss = tf.sqrt(tf.reduce_mean(tf.square(residual)))
        path.append((phi.numpy(), loss.numpy()))
        phi.assign_sub(rate * tape.gradient(loss, phi))
    return Path(*np.array(path).T)


def descend_built(
    x: Array, y: Array, start: float, learning_rate: float, steps: int
) -> Path:
    """Descend by Adam, which is built before the first step."""
    points, values = tf.constant(x), tf.constant(y)
    phi = keras.Variable(start, dtype=points.dtype.name)
    optimizer = keras.optimizers.Adam(learning_rate)
    optimizer.build([phi])
    path = []
    for _ in range(steps + 1):
        with tf.GradientTape() as tape:
            residual = tf.pow(points, phi.value) - values
            loss = tf.sqrt(tf.reduce_mean(tf.square(residual)))
        path.append((phi.numpy(), loss.numpy()))
        optimizer.apply([tape.gradient(loss, phi.value)])
    return Path(*np.array(path).T)


def train_raw(
    weights: Weights, batches: Iterable[Batch], rate: float, momentum: float
) -> Array:
    """Train bare variables, which the graph holds: only the batch is handed in."""
    w = {name: tf.Variable(a) for name, a in layout.to_tensorflow(weights).items()}
    learnt = list(w.values())
    speed = [tf.Variable(tf.zeros_like(each)) for each in learnt]

    @tf.function
    def step(x: Any, y: Any, channels: Any, units: Any) -> Any:
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(cross_entropy(y, logits(w, x, channels, units)))
        slopes = tape.gradient(loss, learnt)
        for each, pace, slope in zip(learnt, speed, slopes, strict=True):
            each.assign_sub(rate * pace.assign(momentum * pace + slope))
        return loss

    losses = [step(*map(tf.constant, batch)) for batch in batches]
    return np.array(tf.stack(losses))


def train(
    model: Any, batches: Iterable[tuple[Array, Labels]], rate: float, momentum: float
) -> Array:
    """Train a network without dropout, by its logits' own cross-entropy."""
    model(tf.zeros((1, 28, 28, 1)))  # a class of one's own has no weights before
    learnt = model.trainable_variables
    optimizer = keras.optimizers.SGD(rate, momentum)
    optimizer.build(learnt)

    @tf.function
    def step(x: Any, y: Any) -> Any:
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(cross_entropy(y, model(x, training=False)))
        optimizer.apply(tape.gradient(loss, learnt))
        return loss

    losses = [step(tf.constant(x[..., None]), tf.constant(y)) for x, y in batches]
    return np.array(tf.stack(losses))


def fit(
    model: Any,
    batches: Sequence[tuple[Array, Labels]],
    rate: float,
    momentum: float,
    at_once: int = 1,
) -> float:
    """Train a network by Keras's loop, from a stream that is ahead of it.

    Args:
        model: Images to scores.
        batches: Images and labels of each step, all of one size.
        rate: Learning rate.
        momentum: Share of the last change that is kept.
        at_once: Steps between two returns to Python.

    Returns:
        The mean loss of all steps.
    """
    model.compile(
        optimizer=keras.optimizers.SGD(rate, momentum),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        steps_per_execution=at_once,
    )
    images, labels = (np.stack(part) for part in zip(*batches, strict=True))
    data = tf.data.Dataset.from_tensor_slices((images[..., None], labels))
    history = model.fit(
        data.prefetch(tf.data.AUTOTUNE),
        shuffle=False,
        verbose=0,
    )
    return float(history.history["loss"][0])
