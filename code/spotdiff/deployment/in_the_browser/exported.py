"""Both trained models as ONNX: one format, whichever framework they come from."""

import tempfile
from pathlib import Path

import onnx

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
        return {"PyTorch": bare(first), "TensorFlow": bare(second)}


def bare(file: Path) -> bytes:
    """Return a file's model without what differs from one export to the next.

    PyTorch notes for each operation from which file and line it comes; the other
    exporter numbers its constants in an order of the moment.
    """
    model = onnx.load(file)
    graph = model.graph
    constants = {one.name for one in graph.initializer}
    names: dict[str, str] = {}
    for node in graph.node:
        del node.metadata_props[:]
        for place, name in enumerate(node.input):
            if name in constants:
                node.input[place] = names.setdefault(name, f"constant_{len(names)}")
    for one in graph.initializer:
        one.name = names.get(one.name, one.name)
    graph.initializer.sort(key=lambda one: one.name)
    content: bytes = model.SerializeToString(deterministic=True)
    return content
