"""How PyTorch reads what it has written; nothing of this book is needed."""

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch

Predict = Callable[[Any], Any]


def predicting(model: Callable[[Any], Any]) -> Predict:
    """Make a model of tensors one of NumPy arrays."""

    def predict(pixels: Any) -> Any:
        with torch.inference_mode():
            return model(torch.from_numpy(pixels)).numpy()

    return predict


def load_compiled(path: Path) -> Predict:
    """Load the machine code."""
    # PyTorch 2.10 uses this module without importing it (its issue 173706).
    import torch._inductor.codecache

    return predicting(torch._inductor.aoti_load_package(str(path)))


def load_script(path: Path) -> Predict:
    """Read a TorchScript program; what PyTorch warns of then, it said before."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return predicting(torch.jit.load(path))
