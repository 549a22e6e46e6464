"""The forms in which PyTorch writes a model down."""

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from torch.export import Dim

from spotdiff.classifier.problem import Array
from spotdiff.classifier.sequential import torch_side as sequential
from spotdiff.deployment.exports.form import Form, Predict
from spotdiff.deployment.torch_model import Deployed

NAME = "PyTorch"
# Two images, as an exporter takes an example of one to mean "always one".
EXAMPLE = (torch.zeros(2, 28, 28, device="cpu"),)
ANY_NUMBER = {"pixels": {0: Dim("n")}}


def predicting(model: Callable[[Any], Any]) -> Predict:
    """Make a model of tensors one of NumPy arrays."""

    def predict(pixels: Array) -> Array:
        with torch.inference_mode():
            scores: Array = model(torch.from_numpy(pixels)).numpy()
        return scores

    return predict


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


def save_exported(model: Any, path: Path) -> None:
    """Write the graph and the weights."""
    torch.export.save(exported(model), path)


def load_exported(path: Path) -> Predict:
    """Read the graph and the weights."""
    with warnings.catch_warnings():
        # PyTorch remarks on its own reading: nobody writes to these weights.
        warnings.filterwarnings("ignore", "The given buffer is not writable")
        return predicting(torch.export.load(path).module())


def save_compiled(model: Any, path: Path) -> None:
    """Compile the graph to machine code, ahead of time."""
    with warnings.catch_warnings():
        ignore_what_the_exporter_deprecates()
        torch._inductor.aoti_compile_and_package(
            exported(model), package_path=str(path)
        )


def load_compiled(path: Path) -> Predict:
    """Load the machine code."""
    return predicting(torch._inductor.aoti_load_package(str(path)))


def save_script(model: Any, path: Path) -> list[str]:
    """Write a TorchScript program, and return what PyTorch warns of."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        torch.jit.save(torch.jit.trace(model, EXAMPLE), path)
    return list(dict.fromkeys(str(warning.message) for warning in caught))


def load_script(path: Path) -> Predict:
    """Read a TorchScript program; what PyTorch warns of then, it said before."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return predicting(torch.jit.load(path))


def save_onnx(model: Any, path: Path) -> None:
    """Write the graph in the form that many runtimes read."""
    with warnings.catch_warnings():
        ignore_what_the_exporter_deprecates()
        torch.onnx.export(
            model,
            EXAMPLE,
            path,
            input_names=["pixels"],
            output_names=["scores"],
            dynamic_shapes=ANY_NUMBER,
            external_data=False,
            verbose=False,
        )


def load_onnx(path: Path) -> Predict:
    """Load it into ONNX Runtime, which knows neither framework."""
    import onnxruntime

    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    (given,) = session.get_inputs()

    def predict(pixels: Array) -> Array:
        (scores,) = session.run(None, {given.name: pixels})
        return scores

    return predict


FORMS = (
    Form(
        "`state_dict`",
        NAME,
        "weights.pt",
        save_weights,
        load_weights,
        "PyTorch and the program of the network",
    ),
    Form(
        "`torch.export`", NAME, "exported.pt2", save_exported, load_exported, "PyTorch"
    ),
    Form(
        "AOTInductor package",
        NAME,
        "compiled.pt2",
        save_compiled,
        load_compiled,
        "PyTorch's library, from C++ or Python, and a processor of this kind",
    ),
    Form(
        "TorchScript (deprecated)",
        NAME,
        "script.pt",
        save_script,
        load_script,
        "PyTorch's library, from C++ or Python",
    ),
    Form("ONNX", NAME, "from_torch.onnx", save_onnx, load_onnx, "ONNX Runtime"),
)
