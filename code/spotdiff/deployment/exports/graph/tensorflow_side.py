"""A trained model as a graph, which runs without our program."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import tensorflow as tf


def write(model: Any, path: Path) -> None:
    """Write the graph, for any number of images.

    Args:
        model: From pixels, (n, 28, 28), to scores, (n, 10).
        path: Where.
    """
    model.export(path, verbose=False)


def read(path: Path) -> Callable[[Any], Any]:
    """Read a graph, and return what runs it, from NumPy to NumPy."""
    model = tf.saved_model.load(path)

    def predict(pixels: Any) -> Any:
        scores = model.serve(pixels)
        return scores.numpy()

    return predict
