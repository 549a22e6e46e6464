"""The levels of the chapter: what a reader writes to have a classifier that learns."""

from dataclasses import dataclass
from functools import cached_property
from types import ModuleType

from spotdiff.classifier.boilerplate import first_weights, reading, rules
from spotdiff.classifier.boilerplate.reading import Piece
from spotdiff.classifier.module import tensorflow_side as keras_module
from spotdiff.classifier.module import torch_side as torch_module
from spotdiff.classifier.raw import tensorflow1_side as session
from spotdiff.classifier.raw import tensorflow_side as tensorflow_raw
from spotdiff.classifier.raw import torch_side as torch_raw
from spotdiff.classifier.sequential import tensorflow_side as keras_sequential
from spotdiff.classifier.sequential import torch_side as torch_sequential
from spotdiff.classifier.training import keras_fit, keras_train_step
from spotdiff.classifier.training import tensorflow_side as tape
from spotdiff.classifier.training import torch_side as loop
from spotdiff.classifier.wrappers import tensorflow1_side as tf_layers

# What stands where: a module, and those of its definitions that count, or all.
Source = tuple[ModuleType, tuple[str, ...]]


@dataclass(frozen=True)
class Level:
    """A network and its training, from bare arrays to a single call.

    Attributes:
        name: What the chapter calls it.
        framework: "PyTorch", "TensorFlow" or "TensorFlow 1".
        sources: All that has to be written.
    """

    name: str
    framework: str
    sources: tuple[Source, ...]

    @cached_property
    def pieces(self) -> list[Piece]:
        """The sources, read."""
        return [Piece.of(module, *names) for module, names in self.sources]

    @property
    def lines(self) -> int:
        """Lines of code, as they stand in the listings."""
        return sum(map(reading.code_lines, self.pieces))

    @property
    def names(self) -> list[str]:
        """The framework's names a reader has to know."""
        return reading.names_to_know(self.pieces)

    @property
    def in_mind(self) -> list[str]:
        """What changes behind a name."""
        return rules.to_keep_in_mind(self.pieces)

    @property
    def control(self) -> list[str]:
        """What the source itself decides: some of `rules.DECISIONS`."""
        return rules.under_control(self.pieces)


# Weights are given in the listings; on bare arrays somebody has to draw them.
DRAWN: Source = (first_weights, ())
TORCH_LOOP: Source = (loop, ("train",))
TAPE_LOOP: Source = (tape, ("train",))
OWN_STEP: Source = (keras_train_step, ())
FIT: Source = (keras_fit, ())
TORCH_MODULE: Source = (torch_module, ())
TORCH_LIST: Source = (torch_sequential, ())
KERAS_MODEL: Source = (keras_module, ())
KERAS_LIST: Source = (keras_sequential, ())
TF_LAYERS: Source = (tf_layers, ("logits", "train"))

LEVELS = (
    Level("bare arrays", "PyTorch", (DRAWN, (torch_raw, ()))),
    Level("module, own loop", "PyTorch", (TORCH_MODULE, TORCH_LOOP)),
    Level("list, own loop", "PyTorch", (TORCH_LIST, TORCH_LOOP)),
    Level("bare arrays", "TensorFlow 1", (DRAWN, (session, ()))),
    Level("tf.layers", "TensorFlow 1", (TF_LAYERS,)),
    Level("bare arrays", "TensorFlow", (DRAWN, (tensorflow_raw, ()))),
    Level("model, own loop", "TensorFlow", (KERAS_MODEL, TAPE_LOOP)),
    Level("list, own loop", "TensorFlow", (KERAS_LIST, TAPE_LOOP)),
    Level("list, own step in fit", "TensorFlow", (KERAS_LIST, OWN_STEP)),
    Level("list, fit", "TensorFlow", (KERAS_LIST, FIT)),
)
