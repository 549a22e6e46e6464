"""What the network is taught, and what it has learnt."""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import torch

from spotdiff.graphs.trees import tensorflow_network, torch_network
from spotdiff.graphs.trees.by_depth import tensorflow_side as tensorflow_levels
from spotdiff.graphs.trees.by_depth import torch_side as torch_levels
from spotdiff.graphs.trees.learning import tensorflow_side, torch_side
from spotdiff.graphs.trees.problem import (
    Array,
    Batch,
    Tree,
    Weights,
    batch,
    batches,
    trees,
    unseen,
)
from spotdiff.tables import Table

KNOWN, FEWEST, MOST = 25_600, 2, 10
SIZE, EPOCHS, RATE, MOMENTUM = 128, 2, 0.5, 0.9
# In float32, losses of order 1 lie as close together as this for the first steps; then
# each step is taken from a place a little further off than the one before.
AGREED, LOSS_TOLERANCE = 50, 1e-5
# Trees to be judged by, and how large those are that are larger than any known.
ASKED, LARGE = 1_000, 20


class Lesson(NamedTuple):
    """Trees to learn from and trees to be judged by.

    Attributes:
        known: To learn from.
        asked: As large as those, and none among them.
        large: Twice as large as the largest of those.
    """

    known: list[Tree]
    asked: list[Tree]
    large: list[Tree]


@cache
def lesson() -> Lesson:
    """Grow the trees."""
    known = trees(0, KNOWN, FEWEST, MOST)
    asked = unseen(trees(1, ASKED, FEWEST, MOST), known)
    return Lesson(known, asked, trees(2, ASKED, LARGE, LARGE))


class Learnt(NamedTuple):
    """What came of it in one framework.

    Attributes:
        losses: Of each step.
        asked: Scores for the trees of that name, (trees, values).
        large: The same.
    """

    losses: list[float]
    asked: Array
    large: Array


def in_torch(weights: Weights, feed: Sequence[Batch]) -> Learnt:
    """Teach it with PyTorch, level by level."""
    w = torch_network.parameters(weights)
    threads = torch.get_num_threads()
    # Several threads add up what many nodes have to say of one row of weights in the
    # order in which they come, which is another one each time.
    torch.set_num_threads(1)
    losses = torch_side.train(w, torch_levels.slopes_of, feed, RATE, MOMENTUM)
    torch.set_num_threads(threads)
    judge = torch_levels.scores_of(w)
    asked, large = (judge(test.plan).numpy(force=True) for test in tests())
    return Learnt(losses, asked, large)


def in_tensorflow(weights: Weights, feed: Sequence[Batch]) -> Learnt:
    """Teach it with TensorFlow, level by level."""
    w = tensorflow_network.parameters(weights)
    slopes_of = tensorflow_levels.slopes_of
    losses = tensorflow_side.train(w, slopes_of, feed, RATE, MOMENTUM)
    judge = tensorflow_levels.scores_of(w)
    asked, large = (judge(test.plan).numpy() for test in tests())
    return Learnt(losses, asked, large)


def feed() -> list[Batch]:
    """Make the batches to learn from, in their order."""
    return list(batches(lesson().known, SIZE, EPOCHS))


@cache
def tests() -> tuple[Batch, Batch]:
    """Make one batch of each kind of trees to be judged by."""
    return batch(lesson().asked), batch(lesson().large)


def share(scores: Array, test: Batch) -> float:
    """Return the share of trees whose value scores highest."""
    return float(np.mean(scores.argmax(1) == test.labels))


def chance(test: Batch) -> float:
    """Return the share of right answers of one who always says the same."""
    return float(np.bincount(test.labels).max() / len(test.labels))


def table(learnt: dict[str, Learnt]) -> Table:
    """Say how often each network is right, and how often luck would be."""
    asked, large = tests()
    rows = [
        (name, written(share(one.asked, asked)), written(share(one.large, large)))
        for name, one in learnt.items()
    ]
    luck = [written(chance(test)) for test in tests()]
    head = ["Right answers", f"{FEWEST} to {MOST} leaves", f"{LARGE} leaves"]
    return Table(head, [*rows, ("always the commonest value", *luck)])


def written(share: float) -> str:
    """Write a share as a percentage."""
    return f"{100 * share:.1f} %"
