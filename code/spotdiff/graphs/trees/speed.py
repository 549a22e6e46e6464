"""What it gains to work on all trees at once: loss and slopes, timed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from spotdiff.graphs.trees import tensorflow_network, torch_network
from spotdiff.graphs.trees.by_depth import tensorflow_side as tensorflow_levels
from spotdiff.graphs.trees.by_depth import torch_side as torch_levels
from spotdiff.graphs.trees.one_graph import tensorflow_side as tensorflow_loop
from spotdiff.graphs.trees.problem import Weights, batch, flatten, plan, trees
from spotdiff.graphs.trees.recursive import tensorflow_side as tensorflow_recursion
from spotdiff.graphs.trees.recursive import torch_side as torch_recursion
from spotdiff.measure import (
    Call,
    Ratio,
    Timing,
    ratio,
    synchronize_both,
    time_together,
)
from spotdiff.tables import Table, duration

# Each way, and the framework it is written in.
TORCH_RECURSION = "PyTorch, recursion"
TENSORFLOW_RECURSION = "TensorFlow, recursion"
TENSORFLOW_LOOP = "TensorFlow, a loop in one graph"
TORCH_LEVELS = "PyTorch, level by level"
TENSORFLOW_LEVELS = "TensorFlow, level by level"
PLANNING = "NumPy, finding the levels"
# What is compared with what: one tree after the other with all at once, each time in
# the fastest manner that the framework has for it.
COMPARED = {
    "PyTorch": (TORCH_RECURSION, TORCH_LEVELS),
    "TensorFlow": (TENSORFLOW_LOOP, TENSORFLOW_LEVELS),
}
# Trees a batch; all ways are timed at ALL_WAYS, and the slowest one only there.
SIZES = (1, 4, 16, 64)
ALL_WAYS = 4
LEAVES = 20
REPEATS = 5
# What was announced with TensorFlow Fold, on a CPU and on a GPU, in February 2017.
ANNOUNCED = {"cpu": 10, "cuda": 100}


@dataclass(frozen=True)
class Timed:
    """The ways to work on some trees, timed together.

    Attributes:
        size: How many trees.
        by_way: The time for all of them, forward and backward.
    """

    size: int
    by_way: Mapping[str, Timing]

    def gain(self, framework: str) -> Ratio:
        """Say how many times faster all at once is than one after the other."""
        one_by_one, at_once = COMPARED[framework]
        return ratio(self.by_way[one_by_one], self.by_way[at_once])


def ways(weights: Weights, size: int) -> dict[str, Call]:
    """Make the calls that are timed, each on the same trees.

    Args:
        weights: Of the network.
        size: How many trees.
    """
    grown = trees(size, size, LEAVES, LEAVES)
    forest, together = flatten(grown), batch(grown)
    labels = together.labels
    in_torch = torch_network.parameters(weights)
    in_tensorflow = tensorflow_network.parameters(weights)
    torch_one, torch_all = (
        side.slopes_of(in_torch) for side in (torch_recursion, torch_levels)
    )
    eager, loop, levels = (
        side.slopes_of(in_tensorflow)
        for side in (tensorflow_recursion, tensorflow_loop, tensorflow_levels)
    )
    return {
        TORCH_RECURSION: lambda: torch_one(grown, labels),
        TENSORFLOW_RECURSION: lambda: eager(grown, labels),
        TENSORFLOW_LOOP: lambda: loop(forest, labels),
        TORCH_LEVELS: lambda: torch_all(together),
        TENSORFLOW_LEVELS: lambda: levels(together),
        PLANNING: lambda: plan(flatten(grown)),
    }


def measured(
    weights: Weights, sizes: Sequence[int] = SIZES, repeats: int = REPEATS
) -> list[Timed]:
    """Time the ways at every number of trees.

    Args:
        weights: Of the network.
        sizes: How many trees.
        repeats: Samples of each way.
    """
    found = []
    for size in sizes:
        calls = ways(weights, size)
        if size != ALL_WAYS:
            del calls[TENSORFLOW_RECURSION]
        timings = time_together(calls, repeats, synchronize_both)
        found.append(Timed(size, timings))
    return found


def all_ways(timed: Sequence[Timed]) -> Timed:
    """Return the times for that number of trees at which every way was timed."""
    return next(one for one in timed if one.size == ALL_WAYS)


def table(timed: Timed) -> Table:
    """Set the times for one number of trees under each other."""
    head = ["Way", f"{timed.size} trees", "One tree"]
    rows = [
        (way, duration(taken.median), duration(taken.median / timed.size))
        for way, taken in timed.by_way.items()
    ]
    return Table(head, rows)
