"""Saving and loading."""

from pathlib import Path
from typing import Any

import keras
import tensorflow as tf
from tensorflow import Tensor


def weights(model: Any, other: Any, folder: Path, x: Tensor) -> Any:
    """Save weights, and load them into another network."""
    model.save_weights(folder / "model.weights.h5")
    other.load_weights(folder / "model.weights.h5")
    return other(x)


def whole(model: Any, folder: Path, x: Tensor) -> Any:
    """Save a network with its code or its plan."""
    model.save(folder / "model.keras")
    loaded = keras.saving.load_model(folder / "model.keras")
    return loaded(x)


def exported(model: Any, folder: Path, x: Tensor) -> Any:
    """Save what runs without its code."""
    model.export(folder / "model", verbose=False)
    loaded = tf.saved_model.load(folder / "model")
    return loaded.serve(x)


def hand_over(model: Any, other: Any, x: Tensor) -> Any:
    """Hand weights over in memory."""
    other.set_weights(model.get_weights())
    return other(x)


def resume(model: Any, folder: Path) -> Any:
    """Save the state of a training, and take it up again."""
    state = tf.train.Checkpoint(model=model, step=tf.Variable(7))
    state.write(str(folder / "7"))
    state = tf.train.Checkpoint(step=tf.Variable(0))
    state.read(str(folder / "7")).expect_partial()
    return state.step


def one_tensor(x: Tensor, folder: Path) -> Any:
    """Save a tensor."""
    path = str(folder / "x")
    tf.io.write_file(path, tf.io.serialize_tensor(x))
    return tf.io.parse_tensor(tf.io.read_file(path), x.dtype)
