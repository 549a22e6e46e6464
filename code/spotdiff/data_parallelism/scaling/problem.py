"""What is timed, with how many workers, and the loads they share."""

from collections.abc import Callable
from dataclasses import dataclass

from spotdiff import data
from spotdiff.classifier.problem import (
    LARGE,
    Array,
    Labels,
    Weights,
    initial_weights,
    standardise,
)

NETWORK = LARGE
IMAGES = 64  # a step of one process
WORKERS = (1, 2, 4)
TEAMS = (2, 4)  # the single process is the first of the smaller one
# Workers that stand in the same team divide a step among them, or each takes
# one of its own.
STRONG, WEAK = "strong", "weak"
GRADIENT = NETWORK.parameters * 4  # bytes
# From a single number to all the slopes of the network, in bytes.
SIZES = (4, 2**12, 2**15, 2**18, 2**20, 2**22, GRADIENT)
FEW_BYTES, MANY_CALLS = 2**18, 8
PARALLEL, ALONE, EXCHANGE = "parallel step", "step alone", "all-reduce"
SINGLE = "step of the first, while the others wait"

Call = Callable[[], float]
Seen = tuple[Array, Labels]  # images, standardised, and what they show


@dataclass(frozen=True, order=True)
class Timed:
    """One thing that every worker of a team times at the same moment.

    Attributes:
        what: `PARALLEL`, `ALONE`, `EXCHANGE` or `SINGLE`.
        size: Images of each worker, or bytes of the message.
    """

    what: str
    size: int

    @property
    def calls(self) -> int:
        """Calls in a sample: one, or several where one is over at once."""
        few = self.what == EXCHANGE and self.size <= FEW_BYTES
        return MANY_CALLS if few else 1


def images_each(load: str, workers: int) -> int:
    """Return how many images each worker sees in a step."""
    return IMAGES // workers if load == STRONG else IMAGES


def program(workers: int) -> list[Timed]:
    """List what a team times in each of its turns."""
    each = [images_each(load, workers) for load in (STRONG, WEAK)]
    steps = [Timed(what, size) for what in (PARALLEL, ALONE) for size in each]
    if workers == min(TEAMS):
        steps += [Timed(SINGLE, IMAGES // share) for share in WORKERS]
    return steps + [Timed(EXCHANGE, size) for size in SIZES]


def weights() -> Weights:
    """Return what every network starts from."""
    return initial_weights(NETWORK)


def seen() -> Seen:
    """Return what the largest team sees in a step, and the others a part of."""
    digits, count = data.small_digits(), IMAGES * max(WORKERS)
    return standardise(digits.train_images[:count]), digits.train_labels[:count]


def shard(given: Seen, rank: int, images: int) -> Seen:
    """Return the part of what is seen that is a worker's, so many images."""
    mine = slice(rank * images, (rank + 1) * images)
    return given[0][mine], given[1][mine]
