"""A trained model as a graph, which runs without our program."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch


def write(model: Any, path: Path) -> None:
    """Write the graph, for any number of images.

    Args:
        model: From pixels, (n, 28, 28), to scores, (n, 10).
        path: Where.
    """
    images = (torch.zeros(2, 28, 28, device="cpu"),)
    sizes = [{0: torch.export.Dim("n")}]
    graph = torch.export.export(model, images, dynamic_shapes=sizes)
    torch.export.save(graph, path)


def read(path: Path) -> Callable[[Any], Any]:
    """Read a graph, and return what runs it, from NumPy to NumPy."""
    model = torch.export.load(path).module()

    def predict(pixels: Any) -> Any:
        with torch.inference_mode():
            scores = model(torch.from_numpy(pixels))
        return scores.numpy()

    return predict
