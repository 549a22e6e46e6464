"""Train with Keras 2."""

import tensorflow as tf
import tf_keras as keras  # type: ignore[import-untyped]
from tf_keras.losses import (  # type: ignore[import-untyped]
    SparseCategoricalCrossentropy,
)

from spotdiff.data_parallelism.problem import Lesson, Weights
from spotdiff.data_parallelism.ways.keras2_network import network, weights_of


def train(lesson: Lesson) -> Weights:
    """Go through a lesson once, and return the weights."""
    strategy = tf.distribute.MultiWorkerMirroredStrategy()
    arrays = (lesson.images, lesson.labels)
    dataset = tf.data.Dataset.from_tensor_slices(arrays)
    batches = dataset.batch(lesson.batch)
    with strategy.scope():
        model = network(lesson.weights)
        optimizer = keras.optimizers.SGD(lesson.rate)
    entropy = SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer, entropy)
    model.fit(batches, shuffle=False, verbose=0)
    return weights_of(model)
