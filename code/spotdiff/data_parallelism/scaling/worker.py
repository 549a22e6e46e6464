"""A worker that times what its team has to time, whenever it is the team's turn.

    python -m spotdiff.data_parallelism.scaling.worker FRAMEWORK FOLDER TURNS

The framework's own launcher has said before which worker of how many this is. Between
its turns a team waits: the first worker for a file that calls the team, the others for
the first.
"""

import json
import os
import sys
import time
from collections.abc import Mapping
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

from spotdiff import runtime
from spotdiff.data_parallelism.scaling import problem
from spotdiff.data_parallelism.scaling.problem import ALONE, EXCHANGE, Call, Timed

ONE_THREAD = replace(runtime.from_environment(), threads=1)
LOOK = 0.005  # seconds between two looks for a turn


def turn(folder: Path, number: int) -> Path:
    """Return the file that calls a team for its turn."""
    return folder / f"turn-{number}"


def done(folder: Path, number: int) -> Path:
    """Return the file that says that a turn is over."""
    return folder / f"done-{number}"


def found(folder: Path, rank: int) -> Path:
    """Return the file in which a worker leaves what it found."""
    return folder / f"found-{rank}.json"


def place() -> tuple[int, int]:
    """Return which worker this is, and of how many."""
    if "TF_CONFIG" in os.environ:
        told = json.loads(os.environ["TF_CONFIG"])
        return told["task"]["index"], len(told["cluster"]["worker"])
    return int(os.environ.get("RANK", 0)), int(os.environ.get("WORLD_SIZE", 1))


def configure(framework: str) -> None:
    """Give a framework one thread."""
    if framework == "torch":
        runtime.configure_torch(import_module("torch"), ONE_THREAD)
    else:
        runtime.configure_tensorflow(import_module("tensorflow"), ONE_THREAD)


def alone(framework: str, rank: int, images: int) -> Call:
    """Prepare a step that knows of no other worker."""
    steps = import_module(f"spotdiff.classifier.speed.{framework}_steps")
    mode = {"torch": "channels last", "tensorflow": "function"}[framework]
    step = steps.prepare(mode, problem.NETWORK, problem.weights(), dropout=False)[1]
    batch = steps.place(*problem.shard(rank, images))
    return lambda: float(step(*batch))


def prepare(side: Any, team: Any, framework: str, rank: int, timed: Timed) -> Call:
    """Prepare one thing to be timed."""
    if timed.what == ALONE:
        return alone(framework, rank, timed.size)
    if timed.what == EXCHANGE:
        call: Call = side.all_reduce(team, timed.size // 4)
    else:
        mine = problem.shard(rank, timed.size)
        call = side.step(team, problem.weights(), *mine)
    return call


def take_turn(
    calls: Mapping[Timed, Call], meet: Call, samples: dict[str, list[float]]
) -> None:
    """Time everything once, all workers of the team starting together."""
    for timed, call in calls.items():
        meet()
        start = time.perf_counter()
        for _ in range(timed.calls):
            call()
        spent = (time.perf_counter() - start) / timed.calls
        samples[str(timed)].append(spent)


def wait_for(file: Path) -> None:
    """Wait until a file is there."""
    while not file.exists():
        time.sleep(LOOK)


def work(framework: str, folder: Path, turns: int) -> dict[str, Any]:
    """Take the team's turns, and return what was found."""
    rank, workers = place()
    side = import_module(f"spotdiff.data_parallelism.scaling.{framework}_side")
    configure(framework)
    team = side.join() if workers > 1 else None
    meet = side.all_reduce(team, 1) if workers > 1 else float
    calls = {
        timed: prepare(side, team, framework, rank, timed)
        for timed in problem.program(workers)
    }
    losses = {str(timed): call() for timed, call in calls.items()}
    samples: dict[str, list[float]] = {name: [] for name in losses}
    for number in range(turns):
        if rank == 0:
            wait_for(turn(folder, number))
        take_turn(calls, meet, samples)
        meet()
        if rank == 0:
            done(folder, number).touch()
    return {"losses": losses, "samples": samples}


def main() -> None:
    """Work, and leave what was found in the folder."""
    framework, folder, turns = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    with runtime.without_import_notices():
        import_module(framework)
    text = json.dumps(work(framework, folder, turns))
    # Under another name at first: whoever waits for it finds it whole.
    draft = found(folder, place()[0]).with_suffix(".draft")
    draft.write_text(text)
    draft.rename(found(folder, place()[0]))


if __name__ == "__main__":
    main()
