"""Weights carried into a network, and out again."""

from collections.abc import Iterable
from typing import Any

import torch

from spotdiff.classifier.problem import Weights


def put(model: Any, weights: Weights) -> None:
    """Overwrite a network's weights.

    Args:
        model: A network, its layers in the order of the weights.
        weights: By PyTorch's names, in its layout.
    """
    with torch.no_grad():
        own = model.parameters()
        for p, array in zip(own, weights.values(), strict=True):
            p.copy_(torch.as_tensor(array))


def take(model: Any, names: Iterable[str]) -> Weights:
    """Copy a network's weights.

    Args:
        model: A network, its layers in the order of the names.
        names: PyTorch's.

    Returns:
        The weights in PyTorch's layout.
    """
    arrays = [p.numpy(force=True).copy() for p in model.parameters()]
    return dict(zip(names, arrays, strict=True))
