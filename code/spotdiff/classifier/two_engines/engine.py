"""What a Keras model is, and what it does, on the engine that Keras found."""

import sys
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import keras
import numpy as np
import torch

from spotdiff.classifier.dispatched import dispatched
from spotdiff.classifier.problem import Array, Labels, Weights
from spotdiff.classifier.two_engines import keras_loop, torch_loop
from spotdiff.classifier.two_engines.keras_loop import Trained, given
from spotdiff.tables import Table

FRAMEWORKS = ("torch", "tensorflow")


class Operations(NamedTuple):
    """What PyTorch is asked for when a model scores images once.

    Attributes:
        operations: All of them.
        turns: Those that put the axes in another order.
        copies: Those that copy numbers because of it.
    """

    operations: int
    turns: int
    copies: int


def operations(model: Callable[[torch.Tensor], Any], images: Array) -> Operations:
    """Count what PyTorch does for one forward pass.

    Args:
        model: Images to scores.
        images: In the layout that the model expects.
    """
    x = torch.as_tensor(images)
    with torch.no_grad():
        names = dispatched(lambda: model(x))
    return Operations(len(names), names.count("permute"), names.count("clone"))


class Nature(NamedTuple):
    """What a Keras model is made of.

    Attributes:
        backend: The engine Keras runs on.
        is_module: Whether the model is a torch.nn.Module.
        classes: Where its class and those it inherits from come from.
        parameters: How many numbers PyTorch finds to learn in it.
        kinds: The types of its parameters, as PyTorch lists them.
        loaded: The frameworks in this process.
        operations: For one forward pass, where PyTorch does it.
    """

    backend: str
    is_module: bool
    classes: tuple[str, ...]
    parameters: int
    kinds: tuple[str, ...]
    loaded: tuple[str, ...]
    operations: Operations | None


# What a reader may ask about a model, and where its `Nature` says so.
QUESTIONS = {
    "Keras runs on": "backend",
    "The model is an `nn.Module`": "is_module",
    "Parameters that PyTorch finds in it": "parameters",
    "Frameworks in the process": "loaded",
}


def nature(weights: Weights) -> Nature:
    """Look at the Keras model with PyTorch's eyes."""
    model = given(weights)
    is_module = isinstance(model, torch.nn.Module)
    parameters = list(model.parameters()) if is_module else []
    one = np.zeros((1, 28, 28, 1), np.float32)
    return Nature(
        keras.backend.backend(),
        is_module,
        tuple(f"{c.__module__}.{c.__qualname__}" for c in type(model).__mro__),
        sum(parameter.numel() for parameter in parameters),
        tuple(sorted({type(parameter).__name__ for parameter in parameters})),
        tuple(name for name in FRAMEWORKS if name in sys.modules),
        operations(model, one) if is_module else None,
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


def compared(here: Nature, there: Nature) -> Table:
    """Set what a model is on TensorFlow beside what it is on PyTorch."""
    rows = [
        (question, *(plain(getattr(nature, field)) for nature in (here, there)))
        for question, field in QUESTIONS.items()
    ]
    return Table(["One and the same file", "on TensorFlow", "on PyTorch"], rows)


def plain(answer: object) -> object:
    """Write an answer as a reader would."""
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    return ", ".join(answer) if isinstance(answer, tuple) else answer
