"""The looking classifier in every way that TensorFlow has to keep a program."""

import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import tensorflow as tf

from spotdiff.classifier.problem import Array
from spotdiff.deployment.exports.form import Predict
from spotdiff.deployment.exports.quiet import without_reports
from spotdiff.deployment.exports.torch_forms import load_onnx
from spotdiff.pytorch_1_0.branches.tensorflow_side import Looking

ANY_NUMBER = (tf.TensorSpec((None, 28, 28), tf.float32, name="pixels"),)


def predicting(model: Callable[[Any], Any]) -> Predict:
    """Make a model of tensors one of NumPy arrays."""

    def predict(pixels: Array) -> Array:
        scores: Array = model(tf.constant(pixels)).numpy()
        return scores

    return predict


def function(model: Any, example: Array, **options: Any) -> Predict:
    """Make it a tf.function."""
    return predicting(tf.function(Looking(model), **options))


def saved(model: Any, example: Array) -> Predict:
    """Write it to a SavedModel, and read that."""
    looking = Looking(model)
    looking.serve = tf.function(looking.__call__, input_signature=ANY_NUMBER)
    with tempfile.TemporaryDirectory() as folder, without_reports():
        tf.saved_model.save(looking, folder)
        # Its functions do not keep its weights alive.
        loaded = tf.saved_model.load(folder)
        return predicting(lambda pixels: loaded.serve(pixels))


@contextmanager
def quietly() -> Iterator[None]:
    """Convert without reports, and without what the converter asks of NumPy."""
    with warnings.catch_warnings(), without_reports():
        # It asks for something that NumPy is about to redefine.
        warnings.filterwarnings("ignore", ".*np.object", FutureWarning)
        yield


def to_onnx(model: Any, example: Array) -> Predict:
    """Convert it to ONNX, and load that into ONNX Runtime."""
    with (
        tempfile.TemporaryDirectory() as folder,
        warnings.catch_warnings(),
        without_reports(),
    ):
        import tf2onnx

        file = Path(folder, "looking.onnx")
        tf2onnx.convert.from_function(
            tf.function(Looking(model)), ANY_NUMBER, opset=17, output_path=str(file)
        )
        return load_onnx(file)


WAYS: dict[str, Callable[[Any, Array], Predict]] = {
    "`tf.function`": function,
    "`tf.function(autograph=False)`": partial(function, autograph=False),
    "`tf.function(jit_compile=True)`": partial(function, jit_compile=True),
    "SavedModel": saved,
    "ONNX": to_onnx,
}
