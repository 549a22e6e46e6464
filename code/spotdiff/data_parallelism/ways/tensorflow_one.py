"""Train with TensorFlow."""

from typing import Any

import keras
import tensorflow as tf
from keras.losses import SparseCategoricalCrossentropy

from spotdiff.data_parallelism.problem import Lesson, Weights
from spotdiff.data_parallelism.ways.keras_network import network, weights_of


def train(lesson: Lesson) -> Weights:
    """Go through a lesson once, and return the weights."""
    arrays = (lesson.images, lesson.labels)
    dataset = tf.data.Dataset.from_tensor_slices(arrays)
    batches = dataset.batch(lesson.batch)
    model = network(lesson.weights)
    optimizer = keras.optimizers.SGD(lesson.rate)
    entropy = SparseCategoricalCrossentropy(from_logits=True, dtype="float64")

    @tf.function  # type: ignore[untyped-decorator]
    def step(x: Any, y: Any) -> None:
        with tf.GradientTape() as tape:
            loss = entropy(y, model(x))
        slopes = tape.gradient(loss, model.trainable_variables)
        optimizer.apply(slopes, model.trainable_variables)

    for x, y in batches:
        step(x, y)
    return weights_of(model)
