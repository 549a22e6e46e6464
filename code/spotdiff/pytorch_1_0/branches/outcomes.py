"""What each way makes of a branch that the data decide."""

import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

import torch
from torch.jit._trace import TracerWarning

from spotdiff.classifier.problem import Array
from spotdiff.deployment.exports.form import Predict
from spotdiff.deployment.models import Trained
from spotdiff.measure import largest_difference
from spotdiff.pytorch_1_0.branches import tensorflow_ways, torch_ways
from spotdiff.pytorch_1_0.branches.problem import on_board
from spotdiff.tables import Table

# Scores reach 30, and 1 - (1 - x) is not always x in float32.
TOLERANCE = 2e-4
IMAGES = 8
REFUSALS = (RuntimeError, TypeError)


@dataclass(frozen=True)
class Outcome:
    """What one way made of it.

    Attributes:
        framework: Whose way it is.
        way: Its name.
        paper: Largest difference from the scores of the model alone, for digits as
            they are; None if the way refused.
        board: The same for their negatives.
        said: The class of the error, or the warning that was given.
    """

    framework: str
    way: str
    paper: float | None
    board: float | None
    said: str

    @property
    def verdict(self) -> str:
        """Say it in a word."""
        if self.paper is None or self.board is None:
            return "refused"
        right = max(self.paper, self.board) <= TOLERANCE
        return "right" if right else "wrong on the board"


def ask(
    framework: str, way: str, make: Callable[[], Predict], images: Array, wanted: Array
) -> Outcome:
    """Prepare one way, and ask it about both kinds of images."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", TracerWarning)
        try:
            predict = make()
            found = [predict(images), predict(on_board(images))]
        except REFUSALS as error:
            return Outcome(framework, way, None, None, f"`{type(error).__name__}`")
    told = dict.fromkeys(f"`{warning.category.__name__}`" for warning in caught)
    paper, board = (largest_difference(scores, wanted).absolute for scores in found)
    return Outcome(framework, way, paper, board, " ".join(told))


def outcomes(model: Trained) -> list[Outcome]:
    """Take every way, with digits on paper for an example."""
    images = model.images[:IMAGES]
    with torch.inference_mode():
        in_torch = model.torch(torch.from_numpy(images)).numpy()
    sides = (
        ("PyTorch", torch_ways.WAYS, model.torch, in_torch),
        ("TensorFlow", tensorflow_ways.WAYS, model.keras, model.keras(images).numpy()),
    )
    return [
        ask(framework, way, partial(make, network, images), images, wanted)
        for framework, ways, network, wanted in sides
        for way, make in ways.items()
    ]


def table(found: Iterable[Outcome]) -> Table:
    """Set them under each other."""
    rows = [
        (
            one.framework,
            one.way,
            one.verdict,
            one.paper,
            one.board,
            one.said or "nothing",
        )
        for one in found
    ]
    head = ["Framework", "Kept as", "Is", "Off on paper", "Off on the board", "Said"]
    return Table(head, rows, digits=2)
