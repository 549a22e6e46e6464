"""The weights as they lie in a file of eight bits, read back without running it."""

from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from spotdiff.classifier import layout
from spotdiff.classifier.problem import Array, Weights
from spotdiff.deployment.mobile.notices import without_notices
from spotdiff.deployment.mobile.problem import Rounded, matrices, rounded, steps_away
from spotdiff.deployment.mobile.trial import NARROW, Forms, file
from spotdiff.deployment.models import Trained
from spotdiff.tables import Table

Found = dict[str, dict[str, Rounded]]


def both(forms: Forms, models: Trained) -> Found:
    """Read the files of eight bits of both frameworks.

    Returns:
        By framework, and by the weights' names.
    """
    readers = {"PyTorch": in_executorch, "TensorFlow": in_litert}
    weights = originals(models)
    return {
        name: read(file(forms, name, NARROW), weights[name])
        for name, read in readers.items()
    }


def originals(models: Trained) -> dict[str, Weights]:
    """Return what both files were made from, by framework."""
    return {"PyTorch": models.torch_weights, "TensorFlow": models.keras_weights}


def worst(found: Found, models: Trained) -> float:
    """Return how far the worst of all weights is from its original, in its steps."""
    weights = originals(models)
    return max(
        steps_away(one, weights[framework][name])
        for framework, by_name in found.items()
        for name, one in by_name.items()
    )


def count(found: Found) -> int:
    """Count the whole numbers in both files."""
    return sum(one.whole.size for by in found.values() for one in by.values())


def table(found: Found, models: Trained) -> Table:
    """Set what lies in the files beside what NumPy makes of the same weights."""
    weights, rows = originals(models), []
    for framework, by_name in found.items():
        for name, one in by_name.items():
            wanted = rounded(weights[framework][name])
            unlike = int((one.whole != wanted.whole).sum())
            away = steps_away(one, weights[framework][name])
            rows.append((framework, f"`{name}`", one.whole.size, unlike, away))
    head = ["File from", "Weights", "Whole numbers", "Unlike NumPy's", "Off, in steps"]
    return Table(head, rows)


def in_executorch(path: Path, weights: Weights) -> dict[str, Rounded]:
    """Read what XNNPACK is handed in a file of ExecuTorch's.

    Args:
        path: The file.
        weights: What it was made from; their names and shapes are taken from it.

    Returns:
        By PyTorch's names, in its layout.
    """
    with without_notices():
        from executorch.exir._serialize import _deserialize_pte_binary

        data = _deserialize_pte_binary(path.read_bytes()).named_data
    named = sorted((entry.buffer_index, name) for name, entry in data.pte_data.items())
    # The steps of a matrix follow it.
    found = [
        (data.buffers[at], data.buffers[after])
        for (at, name), (after, _) in pairwise(named)
        if "dequantize_per_channel" in name
    ]
    return {
        name: Rounded(
            _from_xnnpack(np.frombuffer(whole, np.int8), weight),
            np.frombuffer(steps, np.float32),
        )
        for (name, weight), (whole, steps) in zip(
            matrices(weights).items(), found, strict=True
        )
    }


def _from_xnnpack(whole: Any, weight: Array) -> Any:
    """Turn kernels from (out, y, x, in), or for one input (y, x, out), to PyTorch's."""
    if weight.ndim == 2:
        return whole.reshape(weight.shape)
    out, inputs, *sides = weight.shape
    if inputs == 1:
        return whole.reshape(*sides, out, 1).transpose(2, 3, 0, 1)
    return whole.reshape(out, *sides, inputs).transpose(0, 3, 1, 2)


def in_litert(path: Path, weights: Weights) -> dict[str, Rounded]:
    """Read the constants in a file of LiteRT's.

    Args:
        path: The file.
        weights: What it was made from; their names and shapes are taken from it.

    Returns:
        By PyTorch's names, in its layout.
    """
    from ai_edge_litert.interpreter import Interpreter

    with without_notices():
        interpreter = Interpreter(str(path))
        interpreter.allocate_tensors()
    details = interpreter.get_tensor_details()
    wanted = matrices(weights)
    found = {name: _of_size(details, wanted[name].size) for name in wanted}
    turned = {
        name: _to_tensorflow(interpreter.get_tensor(one["index"]))
        for name, one in found.items()
    }
    # The layout of the first matrix depends on how many channels there are.
    whole: Any = layout.to_torch({**weights, **turned})
    return {
        name: Rounded(whole[name], one["quantization_parameters"]["scales"])
        for name, one in found.items()
    }


def _of_size(details: Iterable[Any], size: int) -> Any:
    (one,) = [
        tensor
        for tensor in details
        if tensor["dtype"] is np.int8
        and np.prod(tensor["shape"]) == size
        and len(tensor["quantization_parameters"]["scales"]) > 1
    ]
    return one


def _to_tensorflow(whole: Any) -> Any:
    """Turn kernels from (out, y, x, in), and matrices from (out, in)."""
    return whole.transpose(1, 2, 3, 0) if whole.ndim == 4 else whole.T
