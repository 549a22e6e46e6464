"""The forms in which PyTorch writes a model down."""

import warnings
from pathlib import Path
from typing import Any

import torch

from spotdiff.classifier.sequential import torch_side as sequential
from spotdiff.deployment.exports import onnx_loading, torch_loading
from spotdiff.deployment.exports.form import Form, Predict
from spotdiff.deployment.exports.graph import torch_side as graph
from spotdiff.deployment.exports.to_onnx import torch_side as to_onnx
from spotdiff.deployment.torch_model import Deployed

NAME = "PyTorch"
# Two images, as an exporter takes an example of one to mean "always one".
EXAMPLE = (torch.zeros(2, 28, 28, device="cpu"),)
ANY_NUMBER = {"pixels": {0: torch.export.Dim("n")}}

predicting = torch_loading.predicting
save_exported = graph.write
load_compiled = torch_loading.load_compiled
load_script = torch_loading.load_script
load_onnx = onnx_loading.load_onnx


def save_weights(model: Any, path: Path) -> None:
    """Write the weights alone."""
    torch.save(model.state_dict(), path)


def load_weights(path: Path) -> Predict:
    """Build the network as the program says, and give it the weights."""
    model = Deployed(sequential.classifier().cpu())
    model.load_state_dict(torch.load(path, weights_only=True))
    return predicting(model)


def ignore_what_the_exporter_deprecates() -> None:
    """Pass over what PyTorch's exporters use and PyTorch deprecates."""
    warnings.filterwarnings("ignore", ".*LeafSpec", FutureWarning)
    warnings.filterwarnings("ignore", ".*script_method", DeprecationWarning)


def exported(model: Any) -> Any:
    """Capture the graph of a model, for any number of images."""
    return torch.export.export(model, EXAMPLE, dynamic_shapes=ANY_NUMBER)


def load_exported(path: Path) -> Predict:
    """Read the graph and the weights."""
    with warnings.catch_warnings():
        # PyTorch remarks on its own reading: nobody writes to these weights.
        warnings.filterwarnings("ignore", "The given buffer is not writable")
        return graph.read(path)


def save_compiled(model: Any, path: Path) -> None:
    """Compile the graph to machine code, ahead of time."""
    with warnings.catch_warnings():
        ignore_what_the_exporter_deprecates()
        torch._inductor.aoti_compile_and_package(
            exported(model), package_path=str(path)
        )


def save_script(model: Any, path: Path) -> list[str]:
    """Write a TorchScript program, and return what PyTorch warns of."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        torch.jit.save(torch.jit.trace(model, EXAMPLE), path)
    return list(dict.fromkeys(str(warning.message) for warning in caught))


def save_onnx(model: Any, path: Path) -> None:
    """Write the graph in the form that many runtimes read."""
    with warnings.catch_warnings():
        ignore_what_the_exporter_deprecates()
        to_onnx.export(model, path)


FORMS = (
    Form(
        "`state_dict`",
        NAME,
        "weights.pt",
        save_weights,
        load_weights,
        "PyTorch, and the network's program",
    ),
    Form(
        "`torch.export`",
        NAME,
        "exported.pt2",
        save_exported,
        load_exported,
        "PyTorch",
        alone=graph.read,
    ),
    Form(
        "AOTInductor package",
        NAME,
        "compiled.pt2",
        save_compiled,
        load_compiled,
        "PyTorch, and a processor of this kind",
    ),
    Form(
        "TorchScript (deprecated)",
        NAME,
        "script.pt",
        save_script,
        load_script,
        "PyTorch",
    ),
    Form("ONNX", NAME, "from_torch.onnx", save_onnx, load_onnx, "ONNX Runtime"),
)
