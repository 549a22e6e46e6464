"""Both trained models as ONNX: one format, whichever framework they come from."""

import tempfile
from pathlib import Path

from spotdiff.deployment.exports import keras_forms, onnx_loading, table, torch_forms
from spotdiff.deployment.models import Trained

# From the bytes of a file, with ONNX Runtime and no framework.
reader = onnx_loading.load_onnx
by_framework = table.as_trained


def both(trained: Trained) -> dict[str, bytes]:
    """Export both models.

    Returns:
        By framework, what is in the file.
    """
    with tempfile.TemporaryDirectory() as folder:
        first, second = Path(folder, "torch.onnx"), Path(folder, "keras.onnx")
        torch_forms.save_onnx(trained.torch, first)
        keras_forms.save_onnx(trained.keras, second)
        return {"PyTorch": first.read_bytes(), "TensorFlow": second.read_bytes()}
