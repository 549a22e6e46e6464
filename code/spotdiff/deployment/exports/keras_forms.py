"""The forms in which Keras and TensorFlow write a model down."""

import warnings
from pathlib import Path
from typing import Any

from spotdiff.deployment.exports import keras_loading, litert_loading, onnx_loading
from spotdiff.deployment.exports.form import Form
from spotdiff.deployment.exports.graph import tensorflow_side as graph
from spotdiff.deployment.exports.quiet import without_reports
from spotdiff.deployment.exports.to_onnx import tensorflow_side as to_onnx

NAME = "TensorFlow"

load_served = graph.read
load_keras = keras_loading.load_keras
load_litert, without_notice = litert_loading.load_litert, litert_loading.without_notice
load_onnx = onnx_loading.load_onnx


def save_served(model: Any, path: Path) -> None:
    """Write the graph and the weights, as TensorFlow Serving reads them."""
    with without_reports():
        graph.write(model, path)


def save_keras(model: Any, path: Path) -> None:
    """Write the layers, their settings and the weights."""
    with warnings.catch_warnings():
        # Keras copies its variables in a way that NumPy is about to end.
        warnings.filterwarnings("ignore", "__array__ implementation")
        model.save(path)


def save_litert(model: Any, path: Path) -> None:
    """Convert it for the small runtime of telephones."""
    with without_reports():
        model.export(path, format="litert", verbose=False)


def save_onnx(model: Any, path: Path) -> None:
    """Write the graph in the form that many runtimes read."""
    with warnings.catch_warnings():
        # Keras asks NumPy for something that NumPy is about to redefine.
        warnings.filterwarnings("ignore", ".*np.object", FutureWarning)
        to_onnx.export(model, path)


FORMS = (
    Form("SavedModel", NAME, "served", save_served, load_served, "TensorFlow"),
    Form(
        "Keras file",
        NAME,
        "model.keras",
        save_keras,
        load_keras,
        "Keras, and a framework below it",
    ),
    Form("LiteRT", NAME, "model.tflite", save_litert, load_litert, "LiteRT"),
    Form("ONNX", NAME, "from_keras.onnx", save_onnx, load_onnx, "ONNX Runtime"),
)
