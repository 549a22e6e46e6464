"""The trained models, laid out as servers want them."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike

from spotdiff.deployment.exports.keras_forms import save_served
from spotdiff.deployment.exports.torch_forms import save_weights
from spotdiff.deployment.models import Trained
from spotdiff.measure import largest_difference

# TensorFlow Serving: a folder a model, and in it a folder a version.
SERVED, WEIGHTS = Path("classifier", "1"), Path("weights.pt")


def lay_out(model: Trained, folder: Path) -> dict[str, Path]:
    """Export both models, and return where, by framework."""
    paths = {"torch": folder / WEIGHTS, "tensorflow": folder / SERVED}
    save_weights(model.torch, paths["torch"])
    save_served(model.keras, paths["tensorflow"])
    return paths


def tree(folder: Path) -> str:
    """List the files of a folder, with their sizes."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    sizes = (f"{path.stat().st_size:>9} {path.relative_to(folder)}" for path in files)
    return "\n".join(sizes)


def gaps(scores: ArrayLike, expected: Iterable[object]) -> list[float]:
    """Return the largest difference of scores from each that is expected.

    Args:
        scores: (n, 10).
        expected: Tensors of that shape, of either framework.
    """
    arrays = [
        each.detach().numpy() if hasattr(each, "detach") else np.asarray(each)
        for each in expected
    ]
    return [largest_difference(scores, array).absolute for array in arrays]
