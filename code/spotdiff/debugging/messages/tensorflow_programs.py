"""Ten programs in TensorFlow, each with one mistake; `mode` may trace."""

from collections.abc import Callable, Iterator
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from spotdiff.debugging.messages import mistakes as given

Mode = Callable[[Any], Any]


def eagerly(step: Any) -> Any:
    """Leave a step as it is."""
    return step


traced: Mode = tf.function


def shapes(mode: Mode) -> Any:
    """Give a layer more or fewer pixels than it was made for."""
    dense = keras.layers.Dense(given.CLASSES)
    model = keras.Sequential([keras.Input((given.PIXELS,)), dense])

    @mode
    def scores(images: Any) -> Any:
        return model(images)  # wrong

    return scores(tf.zeros((given.BATCH, given.WRONG_PIXELS)))


def dtypes(mode: Mode) -> Any:
    """Multiply a float64 batch by float32 weights."""
    weights = tf.Variable(given.first_weights())
    images = tf.constant(given.batch().astype(np.float64))

    @mode
    def scores(images: Any) -> Any:
        return images @ weights  # wrong

    return scores(images)


def devices(mode: Mode) -> Any:
    """Send a batch to a GPU that is not there."""
    weights = tf.Variable(given.first_weights())

    @mode
    def scores(images: Any) -> Any:
        with tf.device(f"/GPU:{given.NINTH}"):
            return images @ weights  # wrong

    return scores(tf.constant(given.batch()))


def in_place(mode: Mode) -> Any:
    """Switch a hidden unit off by writing into a tensor."""
    weights = tf.Variable(given.first_weights())

    @mode
    def slope(images: Any) -> Any:
        with tf.GradientTape() as tape:
            hidden = tf.sigmoid(images @ weights)
            hidden[:, 0] = 0  # wrong
            loss = tf.reduce_mean(hidden)
        return tape.gradient(loss, weights)

    return slope(tf.constant(given.batch()))


def no_gradient(mode: Mode) -> Any:
    """Stop the gradient at the scores that the loss is made of."""
    weights = tf.Variable(given.first_weights(), name="weights")
    optimizer = keras.optimizers.SGD(given.RATE)

    @mode
    def step(images: Any) -> None:
        with tf.GradientTape() as tape:
            scores = tf.stop_gradient(images @ weights)  # wrong
            loss = tf.reduce_mean(tf.square(scores))
        slope = tape.gradient(loss, weights)
        optimizer.apply_gradients([(slope, weights)])

    step(tf.constant(given.batch()))
    return weights


def too_early(mode: Mode) -> Any:
    """Count the weights of a model that has not seen a batch."""
    dense = keras.layers.Dense(given.UNITS, use_bias=False)
    model = keras.Sequential([dense])
    count = model.count_params()  # wrong
    mode(model)(tf.constant(given.batch()))
    return count


def too_early_in_a_graph(mode: Mode) -> Any:
    """Make the weights inside the step, and so at every call."""

    @mode
    def count(images: Any) -> Any:
        weights = tf.Variable(given.first_weights())  # wrong
        return tf.size(weights) + 0 * tf.size(images @ weights)

    return count(tf.constant(given.batch()))


def batches() -> Iterator[Any]:
    """Yield the batches of one epoch, with targets of 0."""
    for _ in range(given.BATCHES):
        yield given.batch(), np.zeros((given.BATCH, given.UNITS))


def generator(mode: Mode) -> int:
    """Train for two epochs on the batches of one."""
    dense = keras.layers.Dense(given.UNITS)
    model = keras.Sequential([keras.Input((given.FEATURES,)), dense])
    model.compile("sgd", "mse", run_eagerly=mode is eagerly)
    steps = []
    count = keras.callbacks.LambdaCallback(
        on_train_batch_end=lambda batch, logs: steps.append(batch)
    )
    model.fit(  # wrong
        batches(),
        epochs=given.EPOCHS,
        callbacks=[count],
        verbose=0,
    )
    return len(steps)


def nan(mode: Mode) -> Any:
    """Take the logarithm of a probability that may be 0."""

    @mode
    def loss(chances: Any, happened: Any) -> Any:
        return -tf.reduce_sum(happened * tf.math.log(chances))  # wrong

    return loss(tf.constant(given.CHANCES), tf.constant(given.HAPPENED))


def storm(mode: Mode) -> int:
    """Change a number that a step depends on; count the graphs."""

    @mode
    def scaled(images: Any, rate: float) -> Any:
        return images * rate  # wrong

    for rate in range(given.CALLS):
        scaled(tf.constant(given.batch()), rate)
    if mode is eagerly:
        return 0
    return int(scaled.experimental_get_tracing_count())


def layout(mode: Mode) -> Any:
    """Give a convolution images whose channels come first."""
    model = keras.Sequential(
        [
            keras.Input((given.HEIGHT, given.WIDTH, given.CHANNELS)),
            keras.layers.Conv2D(given.FILTERS, given.KERNEL),
        ]
    )

    @mode
    def scores(images: Any) -> Any:
        return model(images)  # wrong

    shape = given.BATCH, given.CHANNELS, given.HEIGHT, given.WIDTH
    return scores(tf.zeros(shape))


def half_a_gradient(mode: Mode) -> None:
    """Stop the gradient at the first of two layers."""
    first = keras.layers.Dense(given.UNITS)
    second = keras.layers.Dense(given.UNITS)
    optimizer = keras.optimizers.SGD(given.RATE)

    @mode
    def step(images: Any) -> None:
        with tf.GradientTape() as tape:
            hidden = tf.stop_gradient(first(images))  # wrong
            loss = tf.reduce_mean(tf.square(second(hidden)))
        weights = first.trainable_weights + second.trainable_weights
        slopes = tape.gradient(loss, weights)
        optimizer.apply_gradients(zip(slopes, weights, strict=True))

    step(tf.constant(given.batch()))


def dtypes_of_a_layer(mode: Mode) -> Any:
    """Give a float64 batch to a layer of float32 weights."""
    layer = keras.layers.Dense(given.UNITS, use_bias=False)
    layer.build((None, given.FEATURES))
    layer.set_weights([given.first_weights()])
    images = tf.constant(given.batch().astype(np.float64))

    @mode
    def scores(images: Any) -> Any:
        return layer(images)  # wrong

    return scores(images)


def generator_by_hand(mode: Mode) -> int:
    """Write the two epochs oneself, on the batches of one."""
    layer = keras.layers.Dense(given.UNITS)
    optimizer = keras.optimizers.SGD(given.RATE)

    @mode
    def step(images: Any) -> None:
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(layer(images)))
        weights = layer.trainable_weights
        slopes = tape.gradient(loss, weights)
        optimizer.apply_gradients(zip(slopes, weights, strict=True))

    feed, steps = batches(), 0
    for _ in range(given.EPOCHS):
        for images, _ in feed:  # wrong
            step(tf.constant(images))
            steps += 1
    return steps


def layout_unseen(mode: Mode) -> Any:
    """Give images with channels first to a layer that takes any number."""
    convolution = keras.layers.Conv2D(given.FILTERS, given.KERNEL)
    model = keras.Sequential([convolution])

    @mode
    def scores(images: Any) -> Any:
        return model(images)  # wrong

    shape = given.BATCH, given.CHANNELS, given.HEIGHT, given.WIDTH
    return scores(tf.zeros(shape))


def slope_of_nothing() -> Any:
    """Return what the tape answers when the scores are cut off from the weights."""
    weights = tf.Variable(given.first_weights())
    with tf.GradientTape() as tape:
        scores = tf.stop_gradient(tf.constant(given.batch()) @ weights)
        loss = tf.reduce_mean(tf.square(scores))
    return tape.gradient(loss, weights)


def said_strictly() -> list[str]:
    """Send a batch to a GPU that is not there, and to no other device.

    The setting is for the whole process, sessions included, and cannot be taken
    back: this belongs in a process of its own.

    Returns:
        What is raised, eagerly and in a graph; "" if nothing is.
    """
    tf.config.set_soft_device_placement(False)
    said = []
    for mode in (eagerly, traced):
        try:
            devices(mode)
        except tf.errors.InvalidArgumentError as error:
            said.append(str(error))
        else:
            said.append("")
    return said
