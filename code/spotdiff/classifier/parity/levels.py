"""Every level at which the small network is written, and what trains it there."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from types import ModuleType
from typing import Any

from spotdiff.classifier.blocks import tensorflow_side as keras_blocks
from spotdiff.classifier.blocks import torch_side as torch_blocks
from spotdiff.classifier.carrying import tensorflow_side as keras_carrying
from spotdiff.classifier.carrying import torch_side as torch_carrying
from spotdiff.classifier.fit import tensorflow_side as fit
from spotdiff.classifier.functional import tensorflow_side as functional
from spotdiff.classifier.module import tensorflow_side as keras_module
from spotdiff.classifier.module import torch_side as torch_module
from spotdiff.classifier.parity.experiment import Problem, Run, bare, built
from spotdiff.classifier.problem import SMALL
from spotdiff.classifier.raw import tensorflow1_side as session
from spotdiff.classifier.raw import tensorflow_side as tensorflow_raw
from spotdiff.classifier.raw import torch_side as torch_raw
from spotdiff.classifier.sequential import tensorflow_side as keras_sequential
from spotdiff.classifier.sequential import torch_side as torch_sequential
from spotdiff.classifier.train_step import tensorflow_side as own_step
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

LEVELS = tuple(
    Level(*level)
    for level in (
        ("PyTorch", "bare tensors", "a loop", partial(bare, torch_raw)),
        ("PyTorch", "nn.Module", "a loop", in_torch(torch_module.Classifier)),
        ("PyTorch", "nn.Sequential", "a loop", in_torch(torch_sequential.classifier)),
        ("PyTorch", "blocks", "a loop", in_torch(torch_composed)),
        ("TensorFlow 1", "bare variables", "a session", partial(bare, session)),
        ("TensorFlow", "bare variables", "a tape", partial(bare, tensorflow_raw)),
        ("TensorFlow", "keras.Model", "a tape", on_tape(keras_module.Classifier)),
        ("TensorFlow", "Sequential", "a tape", on_tape(keras_sequential.classifier)),
        ("TensorFlow", "functional", "a tape", on_tape(functional.classifier)),
        ("TensorFlow", "blocks", "a tape", on_tape(keras_composed)),
        ("TensorFlow", "blocks", "train_step", by_keras(own_step)),
        ("TensorFlow", "blocks", "fit", by_keras(fit)),
    )
)
