"""The forms in which Keras and TensorFlow write a model down."""

import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import keras
import tensorflow as tf

from spotdiff.classifier.problem import Array
from spotdiff.deployment.exports.form import Form, Predict
from spotdiff.deployment.exports.torch_forms import load_onnx

NAME = "TensorFlow"
# LiteRT says it on standard error whenever it is loaded, and takes no for no answer.
NOTICE = b"INFO: Created TensorFlow Lite XNNPACK delegate for CPU."


@contextmanager
def without_notice() -> Iterator[None]:
    """Drop that notice from standard error, and pass on all the rest."""
    stream = os.dup(2)
    with tempfile.TemporaryFile() as log:
        os.dup2(log.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(stream, 2)
            os.close(stream)
            log.seek(0)
            for line in log:
                if NOTICE not in line:
                    os.write(2, line)


def save_keras(model: Any, path: Path) -> None:
    """Write the layers, their settings and the weights."""
    model.save(path)


def load_keras(path: Path) -> Predict:
    """Build the layers again, and give them the weights."""
    model = keras.saving.load_model(path)

    def predict(pixels: Array) -> Array:
        scores: Array = model(pixels, training=False).numpy()
        return scores

    return predict


def save_served(model: Any, path: Path) -> None:
    """Write the graph and the weights, as TensorFlow Serving reads them."""
    model.export(path, verbose=False)


def load_served(path: Path) -> Predict:
    """Read the graph and the weights."""
    model = tf.saved_model.load(path)

    def predict(pixels: Array) -> Array:
        scores: Array = model.serve(pixels).numpy()
        return scores

    return predict


def save_litert(model: Any, path: Path) -> None:
    """Convert it for the small runtime of telephones."""
    model.export(path, format="litert", verbose=False)


def load_litert(path: Path) -> Predict:
    """Load it into that runtime, which knows nothing of TensorFlow."""
    from ai_edge_litert.interpreter import Interpreter

    with without_notice():
        runner = Interpreter(str(path))
    (given,), (found,) = runner.get_input_details(), runner.get_output_details()

    def predict(pixels: Array) -> Array:
        runner.resize_tensor_input(given["index"], pixels.shape)
        with without_notice():
            runner.allocate_tensors()
        runner.set_tensor(given["index"], pixels)
        runner.invoke()
        scores: Array = runner.get_tensor(found["index"])
        return scores

    return predict


def save_onnx(model: Any, path: Path) -> None:
    """Write the graph in the form that many runtimes read."""
    with warnings.catch_warnings():
        # Keras asks NumPy for something that NumPy is about to redefine.
        warnings.filterwarnings("ignore", ".*np.object", FutureWarning)
        model.export(path, format="onnx", verbose=False)


FORMS = (
    Form("SavedModel", NAME, "served", save_served, load_served, "TensorFlow"),
    Form(
        "Keras file",
        NAME,
        "model.keras",
        save_keras,
        load_keras,
        "Keras and a framework below it",
    ),
    Form("LiteRT", NAME, "model.tflite", save_litert, load_litert, "LiteRT"),
    Form("ONNX", NAME, "from_keras.onnx", save_onnx, load_onnx, "ONNX Runtime"),
)
