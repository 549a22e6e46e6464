"""The looking classifier in every way that PyTorch has to keep a program."""

import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import torch

from spotdiff.classifier.problem import Array
from spotdiff.deployment.exports import torch_forms
from spotdiff.deployment.exports.form import Predict
from spotdiff.graphs.exporting import unlogged
from spotdiff.pytorch_1_0.branches import torch_operators, torch_side

# Captures what any other backend captures, and runs it as it is: compiling it would
# take time and change no answer here.
BACKEND = "eager"


@contextmanager
def without_deprecations() -> Iterator[None]:
    """Pass over PyTorch's warnings that TorchScript is deprecated."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", ".*torch.jit.*", DeprecationWarning)
        yield


def traced(model: Any, example: Array) -> Predict:
    """Write down what a call does to tensors."""
    looking = torch_side.Looking(model)
    with without_deprecations():
        return torch_forms.predicting(
            torch.jit.trace(looking, (torch.from_numpy(example),))
        )


def scripted(model: Any, example: Array) -> Predict:
    """Translate the source, the network inside it traced; write it to a file."""
    with tempfile.TemporaryDirectory() as folder, without_deprecations():
        file = Path(folder, "looking.pt")
        inner = torch.jit.trace(model, (torch.from_numpy(example),))
        torch.jit.save(torch.jit.script(torch_side.Looking(inner)), file)
        return torch_forms.predicting(torch.jit.load(file))


def compiled(model: Any, example: Array, whole: bool = False) -> Predict:
    """Compile it, in one graph or as many as it takes."""
    torch._dynamo.reset()
    looking = torch_side.Looking(model)
    return torch_forms.predicting(
        torch.compile(looking, backend=BACKEND, fullgraph=whole)
    )


def exported(source: Any, model: Any, example: Array) -> Predict:
    """Export it, and call what was exported."""
    with unlogged():
        return torch_forms.predicting(
            torch_forms.exported(source.Looking(model)).module()
        )


def to_onnx(model: Any, example: Array) -> Predict:
    """Export it as ONNX, and load that into ONNX Runtime."""
    with tempfile.TemporaryDirectory() as folder, unlogged():
        file = Path(folder, "looking.onnx")
        torch_forms.save_onnx(torch_operators.Looking(model).eval(), file)
        return torch_forms.load_onnx(file)


WAYS: dict[str, Callable[[Any, Array], Predict]] = {
    "`torch.jit.trace`": traced,
    "`torch.jit.script`": scripted,
    "`torch.compile`": compiled,
    "`torch.compile(fullgraph=True)`": partial(compiled, whole=True),
    "`torch.export`": partial(exported, torch_side),
    "`torch.export`, with `torch.cond`": partial(exported, torch_operators),
    "ONNX, with `torch.cond`": to_onnx,
}
