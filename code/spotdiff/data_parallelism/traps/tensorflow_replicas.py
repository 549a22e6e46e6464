"""All trials in TensorFlow: replicas on the logical devices of one process."""

from collections.abc import Mapping, Sequence
from typing import Any

import keras
import tensorflow as tf
from keras import layers

from spotdiff.data_parallelism.problem import (
    EPSILON,
    HIDDEN,
    PIXELS,
    Array,
    Lesson,
    Weights,
    of_keras,
    to_keras,
)
from spotdiff.data_parallelism.traps import problem, tensorflow_side
from spotdiff.data_parallelism.traps.problem import Trial

ALIKE = Trial(2, normalised=True, alike=True)
WIDE = {"dtype": "float64"}


def network(weights: Weights, trial: Trial) -> Any:
    """Build the network; its hidden units may be normalised, or dropped."""
    norm = layers.BatchNormalization(
        center=False, scale=False, epsilon=EPSILON, synchronized=trial.alike, **WIDE
    )
    model = keras.Sequential([keras.Input((PIXELS,), **WIDE)])
    model.add(layers.Dense(HIDDEN, **WIDE))
    if trial.normalised:
        model.add(norm)
    model.add(layers.ReLU(**WIDE))
    if trial.dropped:
        model.add(layers.Dropout(problem.DROPPED, seed=0, **WIDE))
    model.add(layers.Dense(10, **WIDE))
    arrays = to_keras(weights)
    for variable, array in zip(model.trainable_variables, arrays, strict=True):
        variable.assign(array)
    return model


def fit(lesson: Lesson, model: Any, way: str, group: Any) -> Weights:
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
            loss = tensorflow_side.loss_of(entropy(y, scores), way, whole, replicas)
        slopes = tape.gradient(loss, model.trainable_variables)
        optimizer.apply(slopes, model.trainable_variables)

    together = tf.function(lambda x, y, n: group.run(step, (x, y, n)))
    for images, labels in lesson.batches():
        cuts = problem.parts(len(labels), replicas)

        def part(values: Any, place: Any, cuts: Any = cuts) -> Any:
            return tf.constant(values[cuts[place.replica_id_in_sync_group]])

        spread = group.experimental_distribute_values_from_function
        x = spread(lambda place, given=images: part(given, place))
        y = spread(lambda place, given=labels: part(given, place))
        together(x, y, len(labels))
    return of_keras([w.numpy() for w in model.trainable_variables])


def masks(model: Any, lesson: Lesson, trial: Trial) -> Sequence[Array]:
    """Draw what a model's replicas are going to drop, with a generator of our own.

    It starts in the state of the model's generator, which stays as it is.

    Args:
        model: With a dropout layer.
        lesson: As the trial takes it.
        trial: How many replicas there are.

    Returns:
        What the hidden units of the first replica will be multiplied by in each
        step, (its images, 16).
    """
    (dropout,) = (one for one in model.layers if isinstance(one, layers.Dropout))
    generator = keras.random.SeedGenerator(0)
    generator.state.assign(dropout.seed_generator.state.numpy())
    drawn = []
    for _, labels in lesson.batches():
        first = problem.parts(len(labels), trial.replicas)[0]
        ones = tf.ones((first.stop, HIDDEN), tf.float64)
        mask = keras.random.dropout(ones, problem.DROPPED, seed=generator)
        drawn.append(mask.numpy())
    return drawn


def trials() -> list[Trial]:
    """Return the trials of both frameworks, and one that only Keras can run here."""
    return [*problem.trials(), ALIKE]


def train(
    lesson: Lesson, trial: Trial, devices: Sequence[str]
) -> tuple[Weights, Sequence[Array]]:
    """Return the weights that a trial comes to, and what was dropped on the way."""
    # Collective operations of one process keep to the size that they began with.
    strategy = tf.distribute.MirroredStrategy(
        list(devices[: trial.replicas]),
        cross_device_ops=tf.distribute.ReductionToOneDevice(),
    )
    given = trial.of(lesson)
    with strategy.scope():
        model = network(lesson.weights, trial)
    drawn = masks(model, given, trial) if trial.dropped else []
    return fit(given, model, trial.loss, strategy), drawn


def work(
    lesson: Lesson, devices: Sequence[str]
) -> Mapping[Trial, tuple[Weights, Sequence[Array]]]:
    """Go through a lesson in every trial.

    Args:
        lesson: What is learnt.
        devices: As many as the trial with the most replicas needs.

    Returns:
        What `train` returned, by trial.
    """
    return {trial: train(lesson, trial, devices) for trial in trials()}
