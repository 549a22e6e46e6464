"""Teams of workers, started by their framework's own launcher, timed in turns."""

import random
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import product
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


def wait_for(team: Team, file: Path) -> None:
    """Wait until a team has left a file.

    Raises:
        ChildError: a worker failed, or was too slow.
    """
    end = time.monotonic() + PATIENCE
    while not file.exists():
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


class Waiting:
    """Teams of both frameworks, started and ready, that wait to be called.

    All are started at once, so that a slow moment of the machine hits all of them alike
    when they measure in turns. They end when they have measured, and with this process.

    Args:
        workers: How many there are in each team.
        turns: How often each team will measure everything.

    Raises:
        ChildError: a worker failed, or was too slow.
    """

    def __init__(self, workers: Sequence[int] = TEAMS, turns: int = TURNS) -> None:
        """Start all teams, and wait until they are ready."""
        self._turns, given = turns, seen()
        self._folders: dict[tuple[str, int], Path] = {}
        self._teams: dict[tuple[str, int], Team] = {}
        with ExitStack() as at_the_end:
            place = at_the_end.enter_context(tempfile.TemporaryDirectory())
            for count, framework in product(workers, MODULES):
                name, folder = (framework, count), Path(place, f"{framework}-{count}")
                folder.mkdir()
                imports = (worker.name_of(MODULES[framework]),)
                task = (MODULES[framework], folder, turns, given)
                team = Team(framework, count, worker.work, *task, imports=imports)
                self._folders[name] = folder
                self._teams[name] = at_the_end.enter_context(team)
            for name, team in self._teams.items():
                wait_for(team, worker.ready(self._folders[name]))
            self._at_the_end = at_the_end.pop_all()

    def measure(self, seed: int = 0) -> Measured:
        """Have the teams measure, one at a time, turn after turn; then end them.

        Args:
            seed: Of the order within each round, shuffled anew every round.

        Raises:
            ChildError: a worker failed, or was too slow.
        """
        named, shuffle = list(self._teams), random.Random(seed).shuffle
        with self._at_the_end:
            for number in range(self._turns):
                shuffle(named)
                for name in named:
                    worker.turn(self._folders[name], number).touch()
                    done = worker.done(self._folders[name], number)
                    wait_for(self._teams[name], done)
            return {name: found(team) for name, team in self._teams.items()}
