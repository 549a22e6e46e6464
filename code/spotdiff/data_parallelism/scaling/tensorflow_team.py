"""A worker's share of a training step, and an all-reduce with nothing around it."""

from typing import Any

import keras
import tensorflow as tf
from keras.losses import SparseCategoricalCrossentropy

from spotdiff.classifier.blocks.tensorflow_side import classifier
from spotdiff.classifier.carrying.tensorflow_side import put
from spotdiff.classifier.problem import Array, Labels, Weights
from spotdiff.classifier.speed.problem import MOMENTUM, RATE
from spotdiff.data_parallelism.scaling.problem import NETWORK, Call


def join() -> Any:
    """Meet the other workers, and return what stands for all of them."""
    kinds = tf.distribute.experimental
    ring = kinds.CommunicationOptions(
        implementation=kinds.CommunicationImplementation.RING
    )
    return tf.distribute.MultiWorkerMirroredStrategy(communication_options=ring)


def all_reduce(team: Any, count: int) -> Call:
    """Prepare a sum over all workers, of as many float32 numbers."""
    numbers = tf.zeros(count)

    def total() -> Any:
        here = tf.distribute.get_replica_context()
        return here.all_reduce("sum", numbers)[0]

    together = tf.function(lambda: team.run(total))
    return lambda: float(together())


def step(team: Any, weights: Weights, images: Array, labels: Labels) -> Call:
    """Prepare a step on all workers' images, of which these are ours."""
    x, y = tf.constant(images[..., None]), tf.constant(labels)
    with team.scope():
        model = classifier(NETWORK)
        put(model, weights)
        optimizer = keras.optimizers.SGD(RATE, MOMENTUM)
        optimizer.build(model.trainable_variables)
    entropy = SparseCategoricalCrossentropy(from_logits=True, reduction="sum")
    everyone = len(images) * team.num_replicas_in_sync

    def learn() -> Any:
        with tf.GradientTape() as tape:
            loss = entropy(y, model(x, training=False))
            share = loss / everyone
        slopes = tape.gradient(share, model.trainable_variables)
        optimizer.apply(slopes, model.trainable_variables)
        return loss / len(images)

    together = tf.function(lambda: team.run(learn))
    return lambda: float(together())
