"""Train with TensorFlow."""

from typing import Any

import tensorflow as tf
from tensorflow.experimental import dtensor

from spotdiff.data_parallelism.problem import Lesson, Weights


def spread(array: Any, mesh: Any, first: str) -> Any:
    """Lay an array out over a mesh, cut along its first axis or whole."""
    whole = dtensor.Layout.replicated(mesh, array.ndim)
    axes = [first] + [dtensor.UNSHARDED] * (array.ndim - 1)
    copied = dtensor.copy_to_mesh(array, whole)
    return dtensor.relayout(copied, dtensor.Layout(axes, mesh))


def variables(weights: Weights, mesh: Any) -> dict[str, Any]:
    """Return the weights, of which each device holds a part."""
    return {
        name: dtensor.DVariable(spread(array, mesh, "devices"))
        for name, array in weights.items()
    }


def train(lesson: Lesson) -> Weights:
    """Go through a lesson once, and return the weights."""
    names = [device.removeprefix("/").upper() for device in lesson.devices]
    mesh = dtensor.create_mesh([("devices", len(names))], devices=names)
    weights = variables(lesson.weights, mesh)
    w1, b1, w2, b2 = weights.values()

    @tf.function  # type: ignore[untyped-decorator]
    def step(x: Any, y: Any) -> None:
        with tf.GradientTape() as tape:
            hidden = tf.nn.relu(tf.matmul(x, w1, transpose_b=True) + b1)
            scores = tf.matmul(hidden, w2, transpose_b=True) + b2
            losses = tf.nn.sparse_softmax_cross_entropy_with_logits(y, scores)
            loss = tf.reduce_mean(losses)
        slopes = tape.gradient(loss, [w1, b1, w2, b2])
        for w, slope in zip((w1, b1, w2, b2), slopes, strict=True):
            w.assign_sub(lesson.rate * slope)

    for x, y in lesson.batches():
        step(spread(x, mesh, "devices"), spread(y, mesh, "devices"))
    return {
        name: tf.concat(dtensor.unpack(w.read_value()), 0).numpy()
        for name, w in weights.items()
    }
