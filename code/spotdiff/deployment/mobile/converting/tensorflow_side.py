"""A trained model in a file for a telephone, in 32 bits or in 8."""

from pathlib import Path
from typing import Any

import tensorflow as tf

from spotdiff.classifier.problem import Array

ONE = (tf.TensorSpec((1, 28, 28)),)


def convert(model: Any, path: Path) -> None:
    """Write the model in 32 bits, for one image at a time.

    Args:
        model: From pixels, (1, 28, 28), to scores, (1, 10).
        path: Where.
    """
    model.export(
        path,
        format="litert",
        input_signature=ONE,
        verbose=False,
    )


def quantize(model: Any, path: Path, images: Array) -> None:
    """Write the model in 8 bits, for one image at a time.

    Args:
        model: From pixels, (1, 28, 28), to scores, (1, 10).
        path: Where.
        images: What shows how large numbers become inside, (n, 28, 28).
    """
    whole = {"supported_ops": [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]}
    shown = [[image[None]] for image in images]
    model.export(
        path,
        format="litert",
        input_signature=ONE,
        verbose=False,
        optimizations=[tf.lite.Optimize.DEFAULT],
        representative_dataset=lambda: shown,
        target_spec=whole,
    )
