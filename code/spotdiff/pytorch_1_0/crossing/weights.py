"""The weights of an ONNX file, whichever framework wrote it."""

from pathlib import Path

import onnx
from onnx import numpy_helper

from spotdiff.classifier import layout
from spotdiff.classifier.problem import SMALL, Weights

LAYERS = ("Conv", "Gemm", "MatMul", "Add")


def weights(path: Path) -> Weights:
    """Read the weights, layer after layer as the image meets them.

    Args:
        path: The classifier as ONNX, from PyTorch or from Keras.

    Returns:
        The weights by PyTorch's names, in its layout.
    """
    graph = onnx.load(path).graph
    stored = graph.initializer
    arrays = {one.name: numpy_helper.to_array(one).copy() for one in stored}
    found = [
        arrays[name]
        for node in graph.node
        if node.op_type in LAYERS
        for name in node.input
        if name in arrays and arrays[name].ndim
    ]
    named = dict(zip(SMALL.shapes, found, strict=True))
    if all(node.op_type != "Gemm" for node in graph.node):
        return from_keras(named)
    return named


def from_keras(named: Weights) -> Weights:
    """Turn what Keras wrote: ONNX's kernels are PyTorch's, the matrices its own."""
    return layout.to_torch(
        {
            name: array.transpose(2, 3, 1, 0) if array.ndim == 4 else array
            for name, array in named.items()
        }
    )
