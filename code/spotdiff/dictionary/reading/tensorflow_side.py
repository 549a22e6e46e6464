"""How what a row gives is read, as arrays."""

from collections.abc import Iterable, Mapping
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from spotdiff.dictionary.giving.problem import GOAL, STEPS, Weights
from spotdiff.dictionary.giving.tensorflow_side import (
    load,
    parameter,
    tensor,
)


def values(found: Any) -> list[Any]:
    """Read whatever a row gives, in the order in which it comes."""
    if isinstance(found, tf.Tensor | tf.Variable | keras.Variable):
        return [found.numpy()]
    if isinstance(found, tf.DType):
        return [np.asarray(found.name)]
    if isinstance(found, Mapping):
        return values(list(found.values()))
    if isinstance(found, str | np.ndarray | np.generic):
        return [np.asarray(found)]
    if isinstance(found, Iterable):
        return [array for part in found for array in values(part)]
    # A number of Python has no type to compare with the other side.
    return [np.asarray(found, object)]


def lengths(found: Any) -> list[Any]:
    """Read the lengths of its arrays: however turned, they stay."""
    return [np.linalg.norm(array) for array in values(found)]


def layer(made: Any, weights: Weights, *inputs: Any) -> list[Any]:
    """Give a layer weights and inputs, and read what comes out."""
    made(*map(tensor, inputs))
    load(made, weights)
    return values(made(*map(tensor, inputs)))


def first(made: Any, weights: Weights, *inputs: Any) -> list[Any]:
    """Do so, and read the first thing that comes out."""
    return layer(made, weights, *inputs)[:1]


def channels(made: Any, weights: Weights, images: Any) -> list[Any]:
    """Do so with images, whose channels are axis 1 here."""
    found = layer(made, weights, np.moveaxis(images, 1, -1))
    return [np.moveaxis(array, -1, 1) for array in found]


def path(made: Any) -> list[Any]:
    """Return where an optimiser is after every step down a bowl."""
    moved = parameter()
    found = []
    for _ in range(STEPS):
        made.apply([moved - GOAL], [moved])
        found += values(tf.identity(moved))
    return found


def rates(made: Any) -> list[Any]:
    """Return the learning rates of the first steps."""
    return values([made(step) for step in range(STEPS)])
