"""Train with TensorFlow."""

from typing import Any

import keras
import tensorflow as tf
from keras.losses import SparseCategoricalCrossentropy

from spotdiff.data_parallelism.problem import Lesson, Weights
from spotdiff.data_parallelism.ways.keras_network import network, weights_of


def train(lesson: Lesson) -> Weights:
    """Go through a lesson once, and return the weights."""
    strategy = tf.distribute.MirroredStrategy(lesson.devices or None)
    arrays = (lesson.images, lesson.labels)
    dataset = tf.data.Dataset.from_tensor_slices(arrays)
    batches = dataset.batch(lesson.batch)
    batches = strategy.experimental_distribute_dataset(batches)
    with strategy.scope():
        model = network(lesson.weights)
        optimizer = keras.optimizers.SGD(lesson.rate)
    entropy = SparseCategoricalCrossentropy(
        from_logits=True, dtype="float64", reduction=None
    )

    def step(x: Any, y: Any) -> None:
        with tf.GradientTape() as tape:
            losses = entropy(y, model(x))
            loss = tf.nn.compute_average_loss(losses, global_batch_size=lesson.batch)
        slopes = tape.gradient(loss, model.trainable_variables)
        optimizer.apply(slopes, model.trainable_variables)

    @tf.function  # type: ignore[untyped-decorator]
    def together(x: Any, y: Any) -> None:
        strategy.run(step, (x, y))

    for x, y in batches:
        together(x, y)
    return weights_of(model)
