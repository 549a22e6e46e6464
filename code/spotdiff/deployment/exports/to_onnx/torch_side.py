"""A trained model leaves its framework, and needs none from then on."""

from pathlib import Path
from typing import Any

import torch


def export(model: Any, path: Path) -> None:
    """Write the model to a file that needs no framework to run.

    Args:
        model: From pixels, (n, 28, 28), to scores, (n, 10); for any n.
        path: Where; the weights are in the same file.
    """
    images = torch.zeros(2, 28, 28)
    any_n = {0: torch.export.Dim("n")}
    torch.onnx.export(
        model,
        (images,),
        path,
        external_data=False,
        dynamic_shapes=[any_n],
        verbose=False,
    )
