"""Train with the TensorFlow of 2017."""

from collections.abc import Callable, Sequence
from typing import Any

import tensorflow as tf

from spotdiff.data_parallelism.problem import Lesson, Weights
from spotdiff.data_parallelism.ways.tensorflow1_network import network, weights_of

tf1 = tf.compat.v1


def make_parallel(
    model: Callable[..., Any], devices: Sequence[str], **batch: Any
) -> Any:
    """Build the model once a device, on equal parts, and join the ends."""
    parts = {name: tf.split(x, len(devices)) for name, x in batch.items()}
    ends = []
    for i, device in enumerate(devices):
        with (
            tf.device(device),
            tf1.variable_scope("model", reuse=tf1.AUTO_REUSE),
        ):
            ends.append(model(**{name: x[i] for name, x in parts.items()}))
    return tf.concat(ends, axis=0)


def train(lesson: Lesson) -> Weights:
    """Go through a lesson once, and return the weights."""
    with tf.Graph().as_default(), tf1.Session() as session:
        x = tf1.placeholder(tf.float64, [None, 784])
        y = tf1.placeholder(tf.int64, [None])
        losses = make_parallel(network(lesson.weights), lesson.devices, x=x, y=y)
        loss = tf.reduce_mean(losses)
        optimizer = tf1.train.GradientDescentOptimizer(lesson.rate)
        step = optimizer.minimize(loss, colocate_gradients_with_ops=True)
        session.run(tf1.global_variables_initializer())
        for images, labels in lesson.batches():
            session.run(step, {x: images, y: labels})
        return weights_of(session)
