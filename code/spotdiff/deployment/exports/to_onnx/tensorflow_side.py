"""A trained model leaves its framework, and needs none from then on."""

from pathlib import Path
from typing import Any

import tensorflow as tf


def export(model: Any, path: Path) -> None:
    """Write the model to a file that needs no framework to run.

    Args:
        model: From pixels, (n, 28, 28), to scores, (n, 10); for any n.
        path: Where; the weights are in the same file.
    """
    images = tf.TensorSpec((None, 28, 28))
    model.export(
        path,
        format="onnx",
        input_signature=[images],
        verbose=False,
    )
