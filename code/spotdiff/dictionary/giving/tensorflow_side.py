"""What rows are given besides numbers."""

from contextlib import AbstractContextManager
from typing import Any

import keras
import tensorflow as tf
from keras import Sequential
from keras.layers import Dense

from spotdiff.dictionary.giving import problem


def on_cpu() -> AbstractContextManager[Any]:
    """Compute on the CPU, whatever the page computes on."""
    return tf.device("CPU")  # type: ignore[no-any-return]


def seed(number: int) -> None:
    """Begin the random numbers anew."""
    keras.utils.set_random_seed(number)


def tensor(array: Any) -> Any:
    """Make a tensor of an array that nothing else refers to."""
    return tf.convert_to_tensor(array.copy())


def load(made: Any, weights: problem.Weights) -> None:
    """Give a layer or a network its weights."""
    made.set_weights(weights.keras)


def model() -> Any:
    """Make a network of two layers, with weights that are given."""
    made = Sequential([keras.Input((3,)), Dense(4, "relu"), Dense(2)])
    load(made, problem.WEIGHTS)
    return made


def blank() -> Any:
    """Make such a network with zeros for weights."""
    made = Sequential([keras.Input((3,)), Dense(4, "relu"), Dense(2)])
    load(made, problem.BLANK)
    return made


def parameter() -> Any:
    """Make numbers that are trained."""
    return tf.Variable(problem.START)


def parameters() -> Any:
    """Make a list of them, as an optimiser wants it."""
    return [parameter()]


def optimizer() -> Any:
    """Make an optimiser that is plain."""
    return keras.optimizers.SGD(problem.RATE)


def cross_entropy() -> Any:
    """Make a loss of logits and labels."""
    return keras.losses.SparseCategoricalCrossentropy(from_logits=True)


def data() -> Any:
    """Make a data set of eight examples."""
    pairs = (problem.INPUTS, problem.LABELS)
    return tf.data.Dataset.from_tensor_slices(pairs)


def cubes() -> Any:
    """Make a function that adds up cubes."""
    return lambda x: tf.reduce_sum(x**3)


def triple() -> Any:
    """Make a function that takes every number three times."""
    return lambda x: 3 * x
