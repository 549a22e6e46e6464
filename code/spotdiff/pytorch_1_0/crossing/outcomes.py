"""Models carried from one framework into another, or into none."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from spotdiff import own_process
from spotdiff.classifier.problem import Array
from spotdiff.deployment import keras_model, torch_model
from spotdiff.deployment.exports import keras_forms, torch_forms
from spotdiff.deployment.exports.quiet import without_reports
from spotdiff.deployment.models import Trained
from spotdiff.measure import largest_difference
from spotdiff.pytorch_1_0.crossing import alone
from spotdiff.pytorch_1_0.crossing.weights import weights
from spotdiff.tables import Table

# Scores reach 30, and another order of summation moves the last bits of float32.
TOLERANCE = 2e-4


@dataclass(frozen=True)
class Crossing:
    """A model that was trained in one place and asked in another.

    Attributes:
        trained: The framework that trained it.
        asked: What answered.
        loaded: Which frameworks were loaded there.
        difference: The largest difference from the scores where it was trained.
        agree: Images in which both see the same digit.
    """

    trained: str
    asked: str
    loaded: str
    difference: float
    agree: int


def crossings(model: Trained) -> tuple[list[Crossing], int]:
    """Write both models as ONNX, and read them elsewhere.

    Returns:
        What came of it, and the memory that the process without a framework took,
        in bytes.
    """
    with tempfile.TemporaryDirectory() as folder:
        from_torch, from_keras = Path(folder, "torch.onnx"), Path(folder, "keras.onnx")
        torch_forms.save_onnx(model.torch, from_torch)
        with without_reports():
            keras_forms.save_onnx(model.keras, from_keras)
        files = [str(from_torch), str(from_keras)]
        call = own_process.Call(alone.scores, files, model.images, environment={})
        in_keras = keras_model.from_weights(weights(from_torch))
        in_torch = torch_model.from_weights(weights(from_keras))
        (by_runtime, loaded, memory) = call.result().value
    by_torch, by_keras = (ask(model.torch, model), ask(model.keras, model))
    names = ", ".join(loaded) or "none"
    return [
        crossing("PyTorch", "ONNX Runtime", names, by_torch, by_runtime[0]),
        crossing("TensorFlow", "ONNX Runtime", names, by_keras, by_runtime[1]),
        crossing("PyTorch", "TensorFlow", "both", by_torch, ask(in_keras, model)),
        crossing("TensorFlow", "PyTorch", "both", by_keras, ask(in_torch, model)),
    ], memory


def ask(network: object, model: Trained) -> Array:
    """Return the scores of a network of either framework, for the model's images."""
    scores: Array
    if isinstance(network, torch_model.Deployed):
        scores = torch_forms.predicting(network)(model.images)
    else:
        assert callable(network)
        scores = network(model.images).numpy()
    return scores


def crossing(
    trained: str, asked: str, loaded: str, wanted: Array, found: Array
) -> Crossing:
    """Compare the scores of one model in two places."""
    gap = largest_difference(found, wanted).absolute
    agree = int((found.argmax(1) == wanted.argmax(1)).sum())
    return Crossing(trained, asked, loaded, gap, agree)


def table(found: list[Crossing]) -> Table:
    """Set them under each other."""
    head = ["Trained in", "Asked in", "Frameworks loaded there", "Largest difference"]
    rows = [
        (one.trained, one.asked, one.loaded, one.difference, one.agree) for one in found
    ]
    return Table([*head, "Same digit in"], rows, digits=2)
