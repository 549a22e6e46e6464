"""Both trained models as ONNX: one format, whichever framework they come from."""

import tempfile
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import onnxruntime

from spotdiff.classifier.problem import Array
from spotdiff.deployment.in_the_browser.to_onnx import tensorflow_side, torch_side
from spotdiff.deployment.models import Trained

Reader = Callable[[Array], Array]


def both(trained: Trained) -> dict[str, bytes]:
    """Export both models.

    Returns:
        By framework, what is in the file.
    """
    return {
        "PyTorch": exported(torch_side.export, trained.torch),
        "TensorFlow": exported(tensorflow_side.export, trained.keras),
    }


def exported(export: Callable[[Any, Path], None], model: Any) -> bytes:
    """Export a model, and return what is in the file."""
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        # Both exporters use what PyTorch and NumPy will one day change.
        warnings.simplefilter("ignore", FutureWarning)
        file = Path(folder, "model.onnx")
        export(model, file)
        return file.read_bytes()


def reader(model: bytes) -> Reader:
    """Return a function that reads digits with ONNX Runtime, and no framework.

    Args:
        model: An ONNX file.

    Returns:
        From pixels, (n, 28, 28), to scores, (n, 10).
    """
    session = onnxruntime.InferenceSession(model)
    (name,) = [given.name for given in session.get_inputs()]

    def read(pixels: Array) -> Array:
        (scores,) = session.run(None, {name: pixels})
        found: Array = scores
        return found

    return read


def by_framework(trained: Trained) -> Mapping[str, Array]:
    """Score the digits held out, each model in the framework that trained it."""
    import torch

    with torch.no_grad():
        in_torch = trained.torch(torch.from_numpy(trained.images)).numpy()
    in_keras = trained.keras(trained.images, training=False).numpy()
    return {"PyTorch": in_torch, "TensorFlow": in_keras}
