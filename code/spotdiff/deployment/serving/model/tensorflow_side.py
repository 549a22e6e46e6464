"""The trained model, as a server loads it."""

from collections.abc import Callable
from pathlib import Path

import tensorflow as tf

from spotdiff.classifier.problem import Array


def load(path: Path) -> Callable[[Array], Array]:
    """Load what training left behind.

    Args:
        path: The exported file or folder.

    Returns:
        From pixels, (n, 28, 28), 0 to 1, to scores, (n, 10).
    """
    model = tf.saved_model.load(path)

    def predict(pixels: Array) -> Array:
        scores: Array = model.serve(pixels).numpy()
        return scores

    return predict
