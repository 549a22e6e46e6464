"""Weights carried into a network, and out again."""

from collections.abc import Iterable
from typing import Any

import keras

from spotdiff.classifier import layout
from spotdiff.classifier.problem import Weights


def put(model: Any, weights: Weights) -> None:
    """Overwrite a network's weights.

    Args:
        model: A network, its layers in the order of the weights.
        weights: By PyTorch's names, in its layout.
    """
    model(keras.ops.zeros((1, 28, 28, 1)))  # the first call makes them
    model.set_weights(list(layout.to_tensorflow(weights).values()))


def take(model: Any, names: Iterable[str]) -> Weights:
    """Copy a network's weights.

    Args:
        model: A network, its layers in the order of the names.
        names: PyTorch's.

    Returns:
        The weights in PyTorch's layout.
    """
    arrays = model.get_weights()
    return layout.to_torch(dict(zip(names, arrays, strict=True)))
