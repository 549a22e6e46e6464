"""All trials in TensorFlow: replicas on the logical devices of one process."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import keras
import tensorflow as tf
from keras import layers

from spotdiff.data_parallelism.problem import (
    EPSILON,
    HIDDEN,
    PIXELS,
    Lesson,
    Weights,
    to_keras,
)
from spotdiff.data_parallelism.traps import problem, tensorflow_side
from spotdiff.data_parallelism.traps.problem import Trial


def network(weights: Weights, trial: Trial) -> Any:
    """Build the network; its hidden units may be normalised."""
    wide = {"dtype": "float64"}
    norm = layers.BatchNormalization(
        center=False,
        scale=False,
        epsilon=EPSILON,
        synchronized=trial.alike,
        **wide,
    )
    model = keras.Sequential([
        keras.Input((PIXELS,), **wide),
        layers.Dense(HIDDEN, **wide),
        *([norm] if trial.normalised else []),
        layers.ReLU(**wide),
        layers.Dense(10, **wide),
    ])  # fmt: skip
    for variable, array in zip(
        model.trainable_variables, to_keras(weights), strict=True
    ):
        variable.assign(array)
    return model


def trials() -> list[Trial]:
    """Return the trials of both frameworks, and one that only Keras can run here."""
    alike = Trial(2, normalised=True, alike=True)
    return [*problem.trials(), alike]


def work(lesson: Lesson, devices: Sequence[str]) -> Mapping[Trial, Weights]:
    """Go through a lesson in every trial.

    Args:
        lesson: What is learnt.
        devices: As many as the trial with the most replicas needs.
    """
    found = {}
    for trial in trials():
        # Collective operations of one process keep to the size that they began with.
        strategy = tf.distribute.MirroredStrategy(
            list(devices[: trial.replicas]),
            cross_device_ops=tf.distribute.ReductionToOneDevice(),
        )
        rate = problem.rate_for(trial.loss)
        given = replace(lesson, batch=trial.batch, rate=rate)
        with strategy.scope():
            model = network(lesson.weights, trial)
        found[trial] = tensorflow_side.train(given, model, trial.loss, strategy)
    return found
