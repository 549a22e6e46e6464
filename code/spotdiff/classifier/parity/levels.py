"""Every level at which the small network is written, and what trains it there."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from types import ModuleType
from typing import Any

import numpy as np

from spotdiff.classifier.blocks import tensorflow_side as keras_blocks
from spotdiff.classifier.blocks import torch_side as torch_blocks
from spotdiff.classifier.carrying import tensorflow_side as keras_carrying
from spotdiff.classifier.carrying import torch_side as torch_carrying
from spotdiff.classifier.module import tensorflow_side as keras_module
from spotdiff.classifier.module import torch_side as torch_module
from spotdiff.classifier.parity.experiment import (
    Problem,
    Run,
    bare,
    built,
    problem,
)
from spotdiff.classifier.problem import SMALL, Array, Labels
from spotdiff.classifier.raw import tensorflow1_side as session
from spotdiff.classifier.raw import tensorflow_side as tensorflow_raw
from spotdiff.classifier.raw import torch_side as torch_raw
from spotdiff.classifier.sequential import keras_functional
from spotdiff.classifier.sequential import tensorflow_side as keras_sequential
from spotdiff.classifier.sequential import torch_side as torch_sequential
from spotdiff.classifier.training import keras_fit, keras_train_step
from spotdiff.classifier.training import tensorflow_side as tape
from spotdiff.classifier.training import torch_side as loop


@dataclass(frozen=True)
class Level:
    """One way of writing the network and of training it.

    Attributes:
        framework: "PyTorch", "TensorFlow" or "TensorFlow 1".
        network: What the network is made of.
        training: What runs the steps.
        run: Solves a problem, without dropout.
    """

    framework: str
    network: str
    training: str
    run: Callable[[Problem], Run]


def in_torch(build: Callable[[], Any]) -> Callable[[Problem], Run]:
    """Train a network of PyTorch's modules."""
    return partial(built, build, torch_carrying, loop, dropout=False)


def on_tape(build: Callable[[], Any]) -> Callable[[Problem], Run]:
    """Train a network of Keras's layers in a loop of our own."""
    return partial(built, build, keras_carrying, tape, dropout=False)


def by_keras(training: ModuleType) -> Callable[[Problem], Run]:
    """Train blocks by Keras's loop, which always drops: here there is nothing to."""
    still = replace(SMALL, channel_dropout=0.0, unit_dropout=0.0)
    build = partial(keras_blocks.classifier, still)
    return partial(built, build, keras_carrying, training)


torch_composed = partial(torch_blocks.classifier, SMALL)
keras_composed = partial(keras_blocks.classifier, SMALL)

MODULES = {
    "PyTorch": in_torch(torch_module.Classifier),
    "TensorFlow": on_tape(keras_module.Classifier),
}
LEVELS = tuple(
    Level(*level)
    for level in (
        ("PyTorch", "bare tensors", "a loop", partial(bare, torch_raw)),
        ("PyTorch", "nn.Module", "a loop", MODULES["PyTorch"]),
        ("PyTorch", "nn.Sequential", "a loop", in_torch(torch_sequential.classifier)),
        ("PyTorch", "blocks", "a loop", in_torch(torch_composed)),
        ("TensorFlow 1", "bare variables", "a session", partial(bare, session)),
        ("TensorFlow", "bare variables", "a tape", partial(bare, tensorflow_raw)),
        ("TensorFlow", "keras.Model", "a tape", MODULES["TensorFlow"]),
        ("TensorFlow", "Sequential", "a tape", on_tape(keras_sequential.classifier)),
        ("TensorFlow", "functional", "a tape", on_tape(keras_functional.classifier)),
        ("TensorFlow", "blocks", "a tape", on_tape(keras_composed)),
        ("TensorFlow", "blocks", "train_step", by_keras(keras_train_step)),
        ("TensorFlow", "blocks", "fit", by_keras(keras_fit)),
    )
)


def drift(images: Array, labels: Labels) -> dict[str, Array]:
    """Train the modules in two precisions, and compare their losses step by step.

    Args:
        images: (n, 28, 28), standardised.
        labels: (n,), 0 to 9.

    Returns:
        Absolute differences, (steps,), by what is compared.
    """
    losses = {
        (framework, dtype): run(problem(images, labels, dtype)).losses
        for framework, run in MODULES.items()
        for dtype in ("float32", "float64")
    }
    between = {
        f"PyTorch and TensorFlow, {dtype}": (("PyTorch", dtype), ("TensorFlow", dtype))
        for dtype in ("float64", "float32")
    }
    within = {
        "PyTorch, float32 and float64": (("PyTorch", "float32"), ("PyTorch", "float64"))
    }
    return {
        name: np.abs(losses[one].astype(float) - losses[other])
        for name, (one, other) in {**between, **within}.items()
    }
