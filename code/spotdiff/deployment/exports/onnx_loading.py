"""How ONNX Runtime reads a model; nothing of this book and no framework is needed."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import onnxruntime


def load_onnx(model: Path | bytes) -> Callable[[Any], Any]:
    """Load a file, or what is in it, into ONNX Runtime, which knows no framework."""
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    (given,) = session.get_inputs()

    def predict(pixels: Any) -> Any:
        (scores,) = session.run(None, {given.name: pixels})
        return scores

    return predict
