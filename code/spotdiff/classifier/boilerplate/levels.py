"""The levels of the chapter: what a reader writes to have a classifier that learns."""

from dataclasses import dataclass
from functools import cached_property

from spotdiff.classifier.boilerplate import reading, rules
from spotdiff.classifier.boilerplate.reading import Piece

# What stands where, below `spotdiff.classifier`: a module, and its definitions.
Source = tuple[str, tuple[str, ...]]


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
        return [
            Piece.of(f"classifier.{module}", *names) for module, names in self.sources
        ]

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
DRAWN: Source = ("boilerplate.first_weights", ())
TORCH_LOOP: Source = ("training.torch_side", ("train",))
TAPE_LOOP: Source = ("training.tensorflow_side", ("train",))
OWN_STEP: Source = ("training.keras_train_step", ())
FIT: Source = ("training.keras_fit", ())
TORCH_MODULE: Source = ("module.torch_side", ())
TORCH_LIST: Source = ("sequential.torch_side", ())
KERAS_MODEL: Source = ("module.tensorflow_side", ())
KERAS_LIST: Source = ("sequential.tensorflow_side", ())
TF_LAYERS: Source = ("wrappers.tensorflow1_side", ("logits", "train"))

LEVELS = (
    Level("bare arrays", "PyTorch", (DRAWN, ("raw.torch_side", ()))),
    Level("module, own loop", "PyTorch", (TORCH_MODULE, TORCH_LOOP)),
    Level("list, own loop", "PyTorch", (TORCH_LIST, TORCH_LOOP)),
    Level("bare arrays", "TensorFlow 1", (DRAWN, ("raw.tensorflow1_side", ()))),
    Level("tf.layers", "TensorFlow 1", (TF_LAYERS,)),
    Level("bare arrays", "TensorFlow", (DRAWN, ("raw.tensorflow_side", ()))),
    Level("model, own loop", "TensorFlow", (KERAS_MODEL, TAPE_LOOP)),
    Level("list, own loop", "TensorFlow", (KERAS_LIST, TAPE_LOOP)),
    Level("list, own step in fit", "TensorFlow", (KERAS_LIST, OWN_STEP)),
    Level("list, fit", "TensorFlow", (KERAS_LIST, FIT)),
)
