"""Ten programs for a session, each with one mistake; no use for `mode`."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import tensorflow as tf

from spotdiff.debugging.messages import mistakes as given

tf1 = tf.compat.v1

Mode = Callable[[Any], Any]


def shapes(mode: Mode) -> Any:
    """Multiply more or fewer pixels than the weights were made for."""
    with tf.Graph().as_default(), tf1.Session() as session:
        images = tf1.placeholder(tf.float32, [None, given.WRONG_PIXELS])
        shape = [given.PIXELS, given.CLASSES]
        weights = tf1.get_variable("weights", shape)
        scores = tf.matmul(images, weights)  # wrong
        session.run(tf1.global_variables_initializer())
        batch = np.zeros((given.BATCH, given.WRONG_PIXELS))
        return session.run(scores, {images: batch})


def dtypes(mode: Mode) -> Any:
    """Multiply a float64 batch by float32 weights."""
    with tf.Graph().as_default(), tf1.Session() as session:
        images = tf.constant(given.batch().astype(np.float64))
        weights = tf1.Variable(given.first_weights(), name="weights")
        scores = tf.matmul(images, weights)  # wrong
        session.run(tf1.global_variables_initializer())
        return session.run(scores)


def devices(mode: Mode) -> Any:
    """Place a product on a GPU that is not there."""
    with tf.Graph().as_default(), tf1.Session() as session:
        images = tf1.placeholder(tf.float32, [None, given.FEATURES])
        weights = tf1.Variable(given.first_weights(), name="weights")
        with tf.device(f"/GPU:{given.NINTH}"):
            scores = tf.matmul(images, weights)  # wrong
        session.run(tf1.global_variables_initializer())
        return session.run(scores, {images: given.batch()})


def in_place(mode: Mode) -> Any:
    """Switch a hidden unit off by writing into a tensor."""
    with tf.Graph().as_default(), tf1.Session() as session:
        images = tf1.placeholder(tf.float32, [None, given.FEATURES])
        weights = tf1.Variable(given.first_weights(), name="weights")
        hidden = tf.sigmoid(tf.matmul(images, weights))
        hidden[:, 0] = 0  # wrong
        slope = tf.gradients(tf.reduce_mean(hidden), weights)[0]
        session.run(tf1.global_variables_initializer())
        return session.run(slope, {images: given.batch()})


def no_gradient(mode: Mode) -> Any:
    """Stop the gradient at the scores that the loss is made of."""
    with tf.Graph().as_default(), tf1.Session() as session:
        images = tf1.placeholder(tf.float32, [None, given.FEATURES])
        weights = tf1.Variable(given.first_weights(), name="weights")
        scores = tf.stop_gradient(tf.matmul(images, weights))  # wrong
        loss = tf.reduce_mean(tf.square(scores))
        optimizer = tf1.train.GradientDescentOptimizer(given.RATE)
        step = optimizer.minimize(loss)
        session.run(tf1.global_variables_initializer())
        session.run(step, {images: given.batch()})
        return session.run(weights)


def too_early(mode: Mode) -> Any:
    """Use weights that nobody has initialised."""
    with tf.Graph().as_default(), tf1.Session() as session:
        shape = [given.FEATURES, given.UNITS]
        weights = tf1.get_variable("weights", shape)
        return session.run(weights).size  # wrong


def batches() -> Iterator[Any]:
    """Yield the batches of one epoch."""
    for _ in range(given.BATCHES):
        yield given.batch()


def generator(mode: Mode) -> int:
    """Train for two epochs on the batches of one."""
    with tf.Graph().as_default(), tf1.Session() as session:
        data = tf1.data.Dataset.from_generator(
            batches,
            output_signature=tf.TensorSpec(given.batch().shape),
        )
        feed = tf1.data.make_one_shot_iterator(data)
        images = feed.get_next()  # wrong
        weights = tf1.Variable(given.first_weights(), name="weights")
        loss = tf.reduce_mean(tf.square(tf.matmul(images, weights)))
        optimizer = tf1.train.GradientDescentOptimizer(given.RATE)
        step = optimizer.minimize(loss)
        session.run(tf1.global_variables_initializer())
        steps = given.EPOCHS * given.BATCHES
        for _ in range(steps):
            session.run(step)
        return steps


def nan(mode: Mode) -> Any:
    """Take the logarithm of a probability that may be 0."""
    with tf.Graph().as_default(), tf1.Session() as session:
        chances = tf1.placeholder(tf.float32, [None])
        happened = tf1.placeholder(tf.float32, [None])
        loss = -tf.reduce_sum(happened * tf.math.log(chances))  # wrong
        feed = {chances: given.CHANCES, happened: given.HAPPENED}
        return session.run(loss, feed)


def storm(mode: Mode) -> int:
    """Build an operation for every number; count them."""
    with tf.Graph().as_default() as graph, tf1.Session() as session:
        images = tf1.placeholder(tf.float32, [None, given.FEATURES])
        for rate in range(given.CALLS):
            scaled = images * rate  # wrong
            session.run(scaled, {images: given.batch()})
        return sum(op.type == "Mul" for op in graph.get_operations())


def layout(mode: Mode) -> Any:
    """Give a convolution images whose channels come first."""
    with tf.Graph().as_default(), tf1.Session() as session:
        shape = [given.CHANNELS, given.HEIGHT, given.WIDTH]
        images = tf1.placeholder(tf.float32, [None, *shape])
        kernel = [given.KERNEL, given.KERNEL]
        kernel += [given.CHANNELS, given.FILTERS]
        weights = tf1.get_variable("weights", kernel)
        scores = tf1.nn.conv2d(images, weights, 1, "VALID")  # wrong
        session.run(tf1.global_variables_initializer())
        batch = np.zeros((given.BATCH, *shape))
        return session.run(scores, {images: batch})


def half_a_gradient(mode: Mode) -> None:
    """Stop the gradient at the first of two layers."""
    with tf.Graph().as_default(), tf1.Session() as session:
        images = tf1.placeholder(tf.float32, [None, given.FEATURES])
        weights = tf1.Variable(given.first_weights(), name="weights")
        second = tf1.get_variable("second", [given.UNITS, given.UNITS])
        hidden = tf.stop_gradient(tf.matmul(images, weights))  # wrong
        loss = tf.reduce_mean(tf.square(tf.matmul(hidden, second)))
        optimizer = tf1.train.GradientDescentOptimizer(given.RATE)
        step = optimizer.minimize(loss)
        session.run(tf1.global_variables_initializer())
        session.run(step, {images: given.batch()})


def dtypes_of_a_layer(mode: Mode) -> Any:
    """Feed a float64 batch to a float32 placeholder."""
    with tf.Graph().as_default(), tf1.Session() as session:
        images = tf1.placeholder(tf.float32, [None, given.FEATURES])
        weights = tf1.Variable(given.first_weights(), name="weights")
        scores = tf.matmul(images, weights)
        session.run(tf1.global_variables_initializer())
        batch = given.batch().astype(np.float64)
        return session.run(scores, {images: batch})  # wrong


generator_by_hand = generator
