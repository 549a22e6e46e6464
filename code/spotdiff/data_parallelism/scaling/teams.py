"""Teams of workers, started by their framework's own launcher, timed in turns."""

import random
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spotdiff.data_parallelism.launch import PATIENCE, Team
from spotdiff.data_parallelism.scaling import worker
from spotdiff.data_parallelism.scaling.problem import TEAMS, Timed, seen
from spotdiff.measure import Timing

MODULES = {"PyTorch": "torch", "TensorFlow": "tensorflow"}
TURNS = 5


@dataclass(frozen=True)
class Found:
    """What the workers of a team measured.

    Attributes:
        samples: Seconds a call, (workers, turns), of each thing timed.
        losses: The loss of each worker's first step, (workers,), of each step timed.
    """

    samples: Mapping[Timed, NDArray[np.float64]]
    losses: Mapping[Timed, NDArray[np.float64]]

    def timing(self, timed: Timed) -> Timing:
        """Return how long it took until the last worker was through."""
        return Timing(self.samples[timed].max(axis=0))


Measured = Mapping[tuple[str, int], Found]


def take_turn(team: Team, folder: Path, number: int) -> None:
    """Call a team, and wait until it has measured everything once.

    Args:
        team: The team.
        folder: Where it waits to be called.
        number: Of the turn.

    Raises:
        ChildError: a worker failed, or was too slow.
    """
    worker.turn(folder, number).touch()
    end = time.monotonic() + PATIENCE
    while not worker.done(folder, number).exists():
        if time.monotonic() > end or not all(one.running for one in team.children):
            team.results(0)  # raises, and says what is wrong
        time.sleep(worker.LOOK)


def found(team: Team) -> Found:
    """Wait for the end of a team, and return what its workers measured."""
    samples, losses = zip(*team.results(), strict=True)
    return Found(gathered(samples), gathered(losses))


def gathered(told: Sequence[Mapping[Timed, Any]]) -> dict[Timed, NDArray[np.float64]]:
    """Put together what all workers say of each thing."""
    return {timed: np.array([one[timed] for one in told]) for timed in told[0]}


def measure(
    workers: Sequence[int] = TEAMS, turns: int = TURNS, seed: int = 0
) -> Measured:
    """Have teams of both frameworks measure, one at a time, turn after turn.

    All are started at once and wait for one another, so that a slow moment of the
    machine hits all of them alike.

    Args:
        workers: How many there are in each team.
        turns: How often each team measures everything.
        seed: Of the order within each round, shuffled anew every round.

    Raises:
        ChildError: a worker failed, or was too slow.
    """
    named = [(framework, count) for count in workers for framework in MODULES]
    shuffle, given = random.Random(seed).shuffle, seen()
    with tempfile.TemporaryDirectory() as place, ExitStack() as at_the_end:
        folders = {name: Path(place, "-".join(map(str, name))) for name in named}
        teams = {}
        for (framework, count), folder in folders.items():
            folder.mkdir()
            task = (worker.work, MODULES[framework], folder, turns, given)
            team = Team(framework, count, *task)
            teams[framework, count] = at_the_end.enter_context(team)
        for turn in range(turns):
            shuffle(named)
            for name in named:
                take_turn(teams[name], folders[name], turn)
        return {name: found(team) for name, team in teams.items()}
