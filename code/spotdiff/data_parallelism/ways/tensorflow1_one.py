"""Train with the TensorFlow of 2017."""

import tensorflow as tf

from spotdiff.data_parallelism.problem import Lesson, Weights
from spotdiff.data_parallelism.ways.tensorflow1_network import network, weights_of

tf1 = tf.compat.v1


def train(lesson: Lesson) -> Weights:
    """Go through a lesson once, and return the weights."""
    with tf.Graph().as_default(), tf1.Session() as session:
        x = tf1.placeholder(tf.float64, [None, 784])
        y = tf1.placeholder(tf.int64, [None])
        losses = network(lesson.weights)(x=x, y=y)
        loss = tf.reduce_mean(losses)
        optimizer = tf1.train.GradientDescentOptimizer(lesson.rate)
        step = optimizer.minimize(loss)
        session.run(tf1.global_variables_initializer())
        for images, labels in lesson.batches():
            session.run(step, {x: images, y: labels})
        return weights_of(session)
