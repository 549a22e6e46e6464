"""The trained model, as a server loads it."""

from collections.abc import Callable
from pathlib import Path

import torch

from spotdiff.classifier.problem import Array
from spotdiff.classifier.sequential import torch_side as sequential
from spotdiff.deployment.torch_model import Deployed


def load(path: Path) -> Callable[[Array], Array]:
    """Load what training left behind.

    Args:
        path: The exported file or folder.

    Returns:
        From pixels, (n, 28, 28), 0 to 1, to scores, (n, 10).
    """
    model = Deployed(sequential.classifier())
    model.load_state_dict(torch.load(path, weights_only=True))

    def predict(pixels: Array) -> Array:
        with torch.inference_mode():
            scores: Array = model(torch.from_numpy(pixels)).numpy()
        return scores

    return predict
