"""The same network, and its step, as a graph for a session."""

from typing import Any, NamedTuple

import tensorflow as tf

from spotdiff.debugging.aids.problem import RATE, WIDTHS, Array, Weights

tf1 = tf.compat.v1


class Plan(NamedTuple):
    """What a session runs, and what it is fed by.

    Attributes:
        step: The loss, and the step that follows it.
        images: A placeholder, (n, 64) float32.
        labels: A placeholder, (n,) int64.
    """

    step: tuple[Any, Any]
    images: Any
    labels: Any


def plan(weights: Weights) -> Plan:
    """Draw the step in the graph that is current."""
    images = tf1.placeholder(tf.float32, [None, WIDTHS[0]])
    labels = tf1.placeholder(tf.int64, [None])
    x = images
    for number, (matrix, bias) in enumerate(weights, 1):
        x = tf.matmul(x, tf1.Variable(matrix)) + tf1.Variable(bias)
        x = tf.nn.relu(x) if number < len(weights) else x
    losses = tf1.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=x)
    loss = tf.reduce_mean(losses)
    step = tf1.train.GradientDescentOptimizer(RATE).minimize(loss)
    return Plan((loss, step), images, labels)


def run(session: Any, plan: Plan, images: Array, labels: Array) -> Any:
    """Take one step, and return the loss before it."""
    feed = {plan.images: images, plan.labels: labels}
    return session.run(plan.step, feed)[0]
