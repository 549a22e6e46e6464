"""How an optimiser of Keras counts a word that stands in a batch several times."""

import keras
import numpy as np
import tensorflow as tf

TIMES = 4
VERSION = keras.__version__


def first_step(name: str, in_pieces: bool) -> float:
    """Take one step with a word's number, and return how far it went.

    Args:
        name: Of the optimiser.
        in_pieces: Whether the slope, `TIMES` in all, comes as `TIMES` pieces of
            one, as from an embedding, or as one number.
    """
    variable = keras.Variable(np.zeros((1, 1), "float32"))
    slope = tf.IndexedSlices(tf.ones([TIMES, 1]), [0] * TIMES, [1, 1])
    whole = slope if in_pieces else tf.convert_to_tensor(slope)
    optimizer = keras.optimizers.get({"class_name": name, "config": OPTIONS[name]})
    optimizer.apply([whole], [variable])
    return abs(float(variable.numpy()[0, 0]))


RATE = {"learning_rate": 0.125}
OPTIONS: dict[str, dict[str, float]] = {
    "SGD": RATE,
    "RMSprop": RATE,
    "Adagrad": RATE | {"initial_accumulator_value": 0.0},
    "Adam": RATE,
}


def farther(name: str) -> float:
    """Return how many times as far the step goes when the slope is in pieces."""
    return first_step(name, in_pieces=True) / first_step(name, in_pieces=False)
