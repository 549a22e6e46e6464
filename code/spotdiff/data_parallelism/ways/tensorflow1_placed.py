"""Where the operations of a graph ran: told by the session, in its run metadata."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

import tensorflow as tf

from spotdiff.data_parallelism.problem import Lesson
from spotdiff.data_parallelism.ways.tensorflow1_network import network
from spotdiff.data_parallelism.ways.tensorflow1_parallel import make_parallel
from spotdiff.data_parallelism.ways.tensorflow_watch import short

tf1 = tf.compat.v1
FULL = tf1.RunOptions(trace_level=tf1.RunOptions.FULL_TRACE)


@dataclass(frozen=True)
class Products:
    """The matrix products of one step, counted by the device that ran them.

    Attributes:
        forward: Of the network.
        backward: Of its slopes.
    """

    forward: Counter[str]
    backward: Counter[str]


def products(lesson: Lesson, colocate: bool) -> Products:
    """Run one step, and ask which device did what.

    Args:
        lesson: Its first batch and its devices are used.
        colocate: Whether slopes are put where the values were.
    """
    images, labels = next(lesson.batches())
    with tf.Graph().as_default(), tf1.Session() as session:
        x = tf1.placeholder(tf.float64, [None, 784])
        y = tf1.placeholder(tf.int64, [None])
        losses = make_parallel(network(lesson.weights), lesson.devices, x=x, y=y)
        optimizer = tf1.train.GradientDescentOptimizer(lesson.rate)
        step = optimizer.minimize(
            tf.reduce_mean(losses), colocate_gradients_with_ops=colocate
        )
        session.run(tf1.global_variables_initializer())
        told = tf1.RunMetadata()
        session.run(step, {x: images, y: labels}, options=FULL, run_metadata=told)
    return counted(told.step_stats)


def counted(stats: Any) -> Products:
    """Count the matrix products in a session's report."""
    forward: Counter[str] = Counter()
    backward: Counter[str] = Counter()
    for device in stats.dev_stats:
        for node in device.node_stats:
            if "= MatMul(" in node.timeline_label:
                own = backward if node.node_name.startswith("gradients/") else forward
                own[short(device.device)] += 1
    return Products(forward, backward)
