"""A worker that times what its team has to time, whenever it is the team's turn.

Between its turns a team waits: the first worker for a file that calls the team, the
others for the first.
"""

import time
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from spotdiff.data_parallelism.launch import place
from spotdiff.data_parallelism.scaling import problem
from spotdiff.data_parallelism.scaling.problem import (
    ALONE,
    EXCHANGE,
    SINGLE,
    Call,
    Seen,
    Timed,
)

LOOK = 0.005  # seconds between two looks for a turn
Samples = dict[Timed, list[float]]


def turn(folder: Path, number: int) -> Path:
    """Return the file that calls a team for its turn."""
    return folder / f"turn-{number}"


def ready(folder: Path) -> Path:
    """Return the file that says that a team waits to be called."""
    return folder / "ready"


def done(folder: Path, number: int) -> Path:
    """Return the file that says that a turn is over."""
    return folder / f"done-{number}"


def name_of(framework: str) -> str:
    """Name the module of a framework's team."""
    return f"spotdiff.data_parallelism.scaling.{framework}_team"


def side_of(framework: str) -> Any:
    """Return the module of a framework's team."""
    return import_module(name_of(framework))


def alone(framework: str, mine: Seen) -> Call:
    """Prepare a step that knows of no other worker."""
    steps = import_module(f"spotdiff.classifier.speed.{framework}_steps")
    mode = {"torch": "channels last", "tensorflow": "function"}[framework]
    step = steps.prepare(mode, problem.NETWORK, problem.weights(), dropout=False)[1]
    batch = steps.place(*mine)
    return lambda: float(step(*batch))


def prepare(framework: str, team: Any, given: Seen, rank: int, timed: Timed) -> Call:
    """Prepare one thing to be timed."""
    side = side_of(framework)
    if timed.what == EXCHANGE:
        call: Call = side.all_reduce(team, timed.size // 4)
        return call
    if timed.what == SINGLE and rank:
        return float  # nothing: the first one works
    mine = problem.shard(given, rank, timed.size)
    if timed.what in (ALONE, SINGLE):
        return alone(framework, mine)
    call = side.step(team, problem.weights(), *mine)
    return call


def take_turn(calls: Mapping[Timed, Call], meet: Call, samples: Samples) -> None:
    """Time everything once, all workers of the team starting together."""
    for timed, call in calls.items():
        meet()
        start = time.perf_counter()
        for _ in range(timed.calls):
            call()
        samples[timed].append((time.perf_counter() - start) / timed.calls)


def work(
    framework: str, folder: Path, turns: int, given: Seen
) -> tuple[Samples, dict[Timed, float]]:
    """Take the team's turns.

    Args:
        framework: "torch" or "tensorflow".
        folder: Where the team is called.
        turns: How often it will be.
        given: The images of all, and their labels.

    Returns:
        Seconds a call of everything timed, turn by turn; and what each gave first: a
        step its loss.
    """
    rank, workers = place()
    team = side_of(framework).join()
    meet = side_of(framework).all_reduce(team, 1)
    calls = {
        timed: prepare(framework, team, given, rank, timed)
        for timed in problem.program(workers)
    }
    losses = {timed: call() for timed, call in calls.items()}
    samples: Samples = {timed: [] for timed in calls}
    meet()
    if rank == 0:
        ready(folder).touch()
    for number in range(turns):
        if rank == 0:
            while not turn(folder, number).exists():
                time.sleep(LOOK)
        take_turn(calls, meet, samples)
        meet()
        if rank == 0:
            done(folder, number).touch()
    return samples, losses
