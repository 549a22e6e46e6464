"""What a Keras model is, and what it does, on the engine that Keras found."""

import sys
from collections.abc import Sequence
from typing import NamedTuple

import keras
import torch

from spotdiff.classifier.problem import Array, Labels, Weights
from spotdiff.classifier.two_engines import keras_loop, torch_loop
from spotdiff.classifier.two_engines.keras_loop import Trained, given

FRAMEWORKS = ("torch", "tensorflow")


class Nature(NamedTuple):
    """What a Keras model is made of.

    Attributes:
        backend: The engine Keras runs on.
        is_module: Whether the model is a torch.nn.Module.
        classes: Where its class and those it inherits from come from.
        parameters: How many numbers PyTorch finds to learn in it.
        kinds: The types of its parameters, as PyTorch lists them.
        loaded: The frameworks in this process.
    """

    backend: str
    is_module: bool
    classes: tuple[str, ...]
    parameters: int
    kinds: tuple[str, ...]
    loaded: tuple[str, ...]


def nature(weights: Weights) -> Nature:
    """Look at the Keras model with PyTorch's eyes."""
    model = given(weights)
    is_module = isinstance(model, torch.nn.Module)
    parameters = list(model.parameters()) if is_module else []
    return Nature(
        keras.backend.backend(),
        is_module,
        tuple(f"{c.__module__}.{c.__qualname__}" for c in type(model).__mro__),
        sum(parameter.numel() for parameter in parameters),
        tuple(sorted({type(parameter).__name__ for parameter in parameters})),
        tuple(name for name in FRAMEWORKS if name in sys.modules),
    )


def on_torch(
    weights: Weights,
    images: Array,
    labels: Labels,
    batches: Sequence[Labels],
    rate: float,
    momentum: float,
) -> tuple[Trained, Trained, Nature]:
    """Do all that is asked of the process where Keras runs on PyTorch.

    Args are those of `keras_loop.train`.

    Returns:
        The run of Keras's loop, that of the plain PyTorch loop, and what the
        model is there.
    """
    feed = (images, labels, batches, rate, momentum)
    by_keras = keras_loop.train(weights, *feed)
    by_torch = torch_loop.train(weights, *feed)
    return by_keras, by_torch, nature(weights)
