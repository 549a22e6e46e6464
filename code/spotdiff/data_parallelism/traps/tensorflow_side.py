"""A training in parts, with the loss of a part taken in several ways."""

from typing import Any

import keras
import tensorflow as tf

from spotdiff.data_parallelism.problem import Lesson, Weights, of_keras
from spotdiff.data_parallelism.traps.problem import MEAN, SUM, parts


def loss_of(losses: Any, way: str, whole: int, replicas: int) -> Any:
    """Make one number of the losses of a part.

    Args:
        losses: Of this part, (n,).
        way: What is made of them.
        whole: Images in the batch.
        replicas: How many parts there are.
    """
    if way == MEAN:
        return tf.reduce_mean(losses)
    if way == SUM:
        return tf.reduce_sum(losses)
    return tf.nn.compute_average_loss(losses, global_batch_size=whole)


def train(lesson: Lesson, model: Any, way: str, group: Any) -> Weights:
    """Go through a lesson once, and return the weights.

    Args:
        lesson: What is learnt.
        model: The network, one copy a replica.
        way: What is made of the losses of a part.
        group: The replicas.
    """
    replicas = group.num_replicas_in_sync
    with group.scope():
        optimizer = keras.optimizers.SGD(lesson.rate)
        optimizer.build(model.trainable_variables)

    def step(x: Any, y: Any, whole: int) -> None:
        with tf.GradientTape() as tape:
            scores = model(x, training=True)
            entropy = tf.nn.sparse_softmax_cross_entropy_with_logits
            loss = loss_of(entropy(y, scores), way, whole, replicas)
        slopes = tape.gradient(loss, model.trainable_variables)
        optimizer.apply(slopes, model.trainable_variables)

    together = tf.function(lambda x, y, n: group.run(step, (x, y, n)))
    for images, labels in lesson.batches():
        cuts = parts(len(labels), replicas)

        def part(values: Any, place: Any, cuts: Any = cuts) -> Any:
            return tf.constant(values[cuts[place.replica_id_in_sync_group]])

        spread = group.experimental_distribute_values_from_function
        x = spread(lambda place, given=images: part(given, place))
        y = spread(lambda place, given=labels: part(given, place))
        together(x, y, len(labels))
    return of_keras([w.numpy() for w in model.trainable_variables])
