"""Trainings in two processes, one of which is killed, and what becomes of them."""

import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import psutil
from numpy.typing import NDArray

from spotdiff.children import Child, ChildError
from spotdiff.data_parallelism.launch import (
    ON_CPU,
    ONE_THREAD_EACH,
    Task,
    under_torchrun,
    with_addresses,
)
from spotdiff.data_parallelism.surviving import problem
from spotdiff.data_parallelism.surviving.problem import Note
from spotdiff.own_process import QUIET

PACKAGE = "spotdiff.data_parallelism.surviving"
WORKERS, KILLED = 2, 1  # the second worker
KILL_AT = 30  # steps done: halfway between two checkpoints
PATIENCE = 240.0  # seconds; an idle machine needs a tenth of it
PACE = 0.02  # seconds a step, so that there is time to disturb it
WATCHED = 1.5  # seconds that a survivor is looked at
SIDES = {"PyTorch": "torch_training", "TensorFlow": "tensorflow_training"}
# Each attempt is given a store of its own to meet at. Of a shared one, as PyTorch
# 2.10 has it by default, a worker may read the addresses of those before it.
A_STORE_EACH = {"TORCH_DISABLE_SHARE_RDZV_TCP_STORE": "1"}


@dataclass(frozen=True)
class Run:
    """A training with a failure in it.

    Attributes:
        notes: Of the first worker, all attempts, in their order.
        killed: The moment when the second worker was killed.
        survivor: Whether the first worker was there `WATCHED` seconds after.
    """

    notes: list[Note]
    killed: float
    survivor: bool

    @property
    def again(self) -> int:
        """The step at which the last attempt began."""
        return problem.attempts(self.notes)[-1][0].step

    @property
    def pause(self) -> float:
        """Seconds from the kill to the first step after it."""
        return problem.attempts(self.notes)[-1][0].moment - self.killed

    def apart(self, wanted: NDArray[np.float64]) -> float:
        """Return how far any loss, of any attempt, lies from the undisturbed one's."""
        return problem.gap(self.notes, wanted)


def tasks(framework: str, folder: Path) -> list[Task]:
    """Return what starts a team, and may end in one of its workers being killed."""
    command = [f"{PACKAGE}.{SIDES[framework]}", str(folder)]
    if framework == "PyTorch":
        launcher, own = under_torchrun(command, WORKERS, ("--max-restarts=1",))
        return [(launcher, {**own, **A_STORE_EACH})]
    return with_addresses(command, WORKERS)


@contextmanager
def started(team: Sequence[Task]) -> Iterator[list[Child]]:
    """Start a team, and end whatever is left of it."""
    path = os.pathsep.join(filter(None, sys.path))
    common = {**ONE_THREAD_EACH, **QUIET, **ON_CPU, "PYTHONPATH": path}
    children: list[Child] = []
    try:
        for command, own in team:
            children.append(Child(command, {**common, **own}))
        yield children
    finally:
        for child in children:
            child.stop()


def finish(children: Sequence[Child], seconds: float = PATIENCE) -> None:
    """Wait until all have ended well.

    Raises:
        ChildError: one has not, or is not through in time.
    """
    end = time.monotonic() + seconds
    for child in children:
        status = child.wait(max(1.0, end - time.monotonic()))
        if status:
            raise ChildError(f"a worker ended with {status}:\n{child.output()}")


def kill_one(children: Sequence[Child], folder: Path) -> float:
    """Wait for the middle of the training, kill the second worker, and say when."""

    def far_enough() -> bool:
        return len(problem.read_notes(folder, KILLED)) >= KILL_AT

    children[-1].until(far_enough, PATIENCE, f"at step {KILL_AT}")
    psutil.Process(problem.read_notes(folder, KILLED)[-1].process).kill()
    return time.monotonic()


def is_there(process: int) -> bool:
    """Tell whether a process runs: one that ended and was not asked after does not."""
    try:
        return bool(psutil.Process(process).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def disturbed(framework: str) -> Run:
    """Train, kill the second worker, and train to the end.

    torchrun starts its workers anew by itself. TensorFlow's are started anew here, as
    the engine of a cluster would.

    Raises:
        ChildError: a worker failed that nobody had killed, or was too slow.
    """
    with TemporaryDirectory() as place:
        folder = Path(place)
        problem.hand_out(folder, PACE)
        with started(tasks(framework, folder)) as children:
            killed = kill_one(children, folder)
            first = problem.read_notes(folder, 0)[-1].process
            time.sleep(WATCHED)
            survivor = is_there(first)
            if framework == "PyTorch":
                finish(children)
        if framework == "TensorFlow":
            with started(tasks(framework, folder)) as children:
                finish(children)
        return Run(problem.read_notes(folder, 0), killed, survivor)
