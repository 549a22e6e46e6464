"""Teams of workers, started by their framework's own launcher, timed in turns."""

import json
import os
import random
import socket
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from spotdiff.children import LOOPBACK, Child, free_port
from spotdiff.data_parallelism.scaling import worker
from spotdiff.data_parallelism.scaling.problem import WORKERS, Timed
from spotdiff.measure import Timing

MODULES = {"PyTorch": "torch", "TensorFlow": "tensorflow"}
TURNS = 8
# No start and no turn takes a tenth of it where the cores are not taken.
PATIENCE = 120.0  # seconds
ONE_THREAD_EACH = {
    "OMP_NUM_THREADS": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "CUDA_VISIBLE_DEVICES": "",
}


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


class Team:
    """Workers that know of one another.

    Args:
        framework: "PyTorch" or "TensorFlow".
        workers: How many.
        turns: How often they will be called.
        folder: Where they are called, and leave what they find.
    """

    def __init__(self, framework: str, workers: int, turns: int, folder: Path) -> None:
        """Start the workers."""
        self.name = f"{framework} on {workers}"
        self.workers, self.folder = workers, folder
        task = [worker.__name__, MODULES[framework], str(folder), str(turns)]
        starts = {"PyTorch": under_torchrun, "TensorFlow": with_addresses}[framework]
        path = os.pathsep.join(filter(None, sys.path))
        self.children = [
            Child(command, {**ONE_THREAD_EACH, "PYTHONPATH": path, **environment})
            for command, environment in starts(task, workers)
        ]

    def take_turn(self, number: int) -> None:
        """Call the workers, and wait until they have measured everything once.

        Raises:
            ChildError: a worker failed, or was too slow.
        """
        worker.turn(self.folder, number).touch()
        self._until(worker.done(self.folder, number), f"through with turn {number}")

    def found(self) -> Found:
        """Wait for the end of the workers, and return what they measured."""
        files = [worker.found(self.folder, rank) for rank in range(self.workers)]
        for file in files:
            self._until(file, "ready to report")
        said = [json.loads(file.read_text()) for file in files]
        return Found(gathered("samples", said), gathered("losses", said))

    def stop(self) -> None:
        """End the workers."""
        for child in self.children:
            child.stop()

    def _until(self, file: Path, what: str) -> None:
        def settled() -> bool:
            return file.exists() or not all(one.running for one in self.children)

        self.children[0].until(settled, PATIENCE, what)
        for child in self.children:
            if not file.exists() and not child.running:
                child.until(file.exists, 0, f"{what}, {self.name}")


def gathered(
    what: str, said: Sequence[Mapping[str, Mapping[str, object]]]
) -> dict[Timed, NDArray[np.float64]]:
    """Put together what all workers say of each thing."""
    return {
        Timed.named(name): np.array([one[what][name] for one in said])
        for name in said[0][what]
    }


def under_torchrun(
    task: Sequence[str], workers: int
) -> list[tuple[list[str], dict[str, str]]]:
    """Return the command that starts a team, and its environment."""
    if workers == 1:
        return [([sys.executable, "-m", *task], {})]
    count = [f"--nproc-per-node={workers}", f"--local-addr={LOOPBACK}"]
    launcher = [sys.executable, "-m", "torch.distributed.run", "--standalone"]
    return [([*launcher, *count, "-m", *task], {"GLOO_SOCKET_IFNAME": loopback()})]


def with_addresses(
    task: Sequence[str], workers: int
) -> list[tuple[list[str], dict[str, str]]]:
    """Return the command that starts each worker, and its environment."""
    command = [sys.executable, "-m", *task]
    if workers == 1:
        return [(command, {})]
    ports: set[int] = set()
    while len(ports) < workers:
        ports.add(free_port())
    cluster = {"worker": [f"{LOOPBACK}:{port}" for port in sorted(ports)]}
    return [
        (command, {"TF_CONFIG": json.dumps({"cluster": cluster, "task": task_of})})
        for task_of in ({"type": "worker", "index": i} for i in range(workers))
    ]


def loopback() -> str:
    """Name the network interface of the loopback address."""
    return next(name for _, name in socket.if_nameindex() if name.startswith("lo"))


def measure(
    workers: Sequence[int] = WORKERS, turns: int = TURNS, seed: int = 0
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
    shuffle = random.Random(seed).shuffle
    with ExitStack() as at_the_end, tempfile.TemporaryDirectory() as place:
        teams = {}
        for number, (framework, count) in enumerate(named):
            folder = Path(place, str(number))
            folder.mkdir()
            team = teams[framework, count] = Team(framework, count, turns, folder)
            at_the_end.callback(team.stop)
        for turn in range(turns):
            shuffle(named)
            for name in named:
                teams[name].take_turn(turn)
        return {name: team.found() for name, team in teams.items()}
