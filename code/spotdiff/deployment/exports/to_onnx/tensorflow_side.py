"""A trained model leaves its framework, and needs none from then on."""

from pathlib import Path
from typing import Any


def export(model: Any, path: Path) -> None:
    """Write the model to a file that needs no framework to run.

    Args:
        model: From pixels, (n, 28, 28), to scores, (n, 10); for any n.
        path: Where; the weights are in the same file.
    """
    model.export(path, format="onnx", verbose=False)
