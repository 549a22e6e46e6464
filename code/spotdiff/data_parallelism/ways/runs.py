"""Every way, run: what it came to, and on what."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import keras
import torch

from spotdiff.data_parallelism import problem
from spotdiff.data_parallelism.launch import Team
from spotdiff.data_parallelism.problem import Lesson, Weights
from spotdiff.data_parallelism.ways import (
    keras_distribution,
    keras_mirrored,
    tensorflow1_parallel,
    tensorflow_dtensor,
    tensorflow_mirrored,
    tensorflow_team,
    torch_by_hand,
    torch_data_parallel,
    torch_team,
)
from spotdiff.data_parallelism.ways.tensorflow_watch import watched

WORKERS = 2
PROCESSES = f"{WORKERS} processes"


@dataclass(frozen=True)
class Runs:
    """What became of every way.

    Attributes:
        apart: How far the worst worker ended from NumPy, by way.
        ran_on: What it ran on, by way.
        refused: What was said where a way does not run.
        images: How many each of PyTorch's workers saw in each step.
        shards: The shape of the part of each weight that each of them held.
    """

    apart: dict[str, float]
    ran_on: dict[str, str]
    refused: dict[str, str]
    images: list[list[int]]
    shards: list[dict[str, tuple[int, ...]]]

    def add(self, way: str, ends: list[Any], wanted: Weights) -> None:
        """Note what the workers of a way came to: weights, or what was said."""
        if all(isinstance(end, str) for end in ends):
            self.refused[way] = ends[0]
        else:
            self.apart[way] = worst(ends, wanted)
            self.ran_on[way] = PROCESSES


class Teams:
    """The workers of both frameworks, at work while this process goes on.

    Args:
        lesson: What all of them learn.
    """

    def __init__(self, lesson: Lesson) -> None:
        """Start them."""
        self.lesson = lesson
        self.torch = started("PyTorch", torch_team, lesson)
        self.tensorflow = started("TensorFlow", tensorflow_team, lesson)

    def results(self) -> Runs:
        """Run what needs no team, wait for the teams, and put it all together."""
        with ExitStack() as teams:
            for team in (*self.torch.values(), *self.tensorflow.values()):
                teams.enter_context(team)
            runs = alone(self.lesson)
            in_torch = {way: team.results() for way, team in self.torch.items()}
            in_tensorflow = {k: team.results() for k, team in self.tensorflow.items()}
        wanted = problem.train(self.lesson)
        for name, workers in in_torch.items():
            runs.add(name, [one.weights for one in workers], wanted)
            runs.images.extend(one.images for one in workers)
        runs.shards.extend(one.held for one in in_torch["torch_fsdp"])
        for name, ends in in_tensorflow.items():
            runs.add(name, ends, wanted)
        return runs


def started(framework: str, module: Any, lesson: Lesson) -> dict[str, Team]:
    """Start a team for every way."""
    imports = (module.__name__,)
    return {
        way: Team(
            framework, WORKERS, module.work, way, lesson, imports=imports, gpus=True
        )
        for way in module.WAYS
    }


def worst(ends: list[Weights], wanted: Weights) -> float:
    """Return how far the worst of several ended from what is wanted."""
    return max(problem.apart(end, wanted) for end in ends)


def alone(lesson: Lesson) -> Runs:
    """Run every way that needs one process only."""
    wanted = problem.train(lesson)
    apart, ran_on = {}, {}
    apart["torch_data_parallel"] = problem.apart(
        torch_data_parallel.train(lesson), wanted
    )
    gpus = torch.cuda.device_count() if torch.get_default_device().type == "cuda" else 0
    ran_on["torch_data_parallel"] = f"{gpus} GPUs" if gpus > 1 else "one device"
    for name, train in IN_TENSORFLOW.items():
        with watched() as places:
            apart[name] = problem.apart(train(lesson), wanted)
        ran_on[name] = " and ".join(sorted(places - {""})) or "one device"
    keras.distribution.set_distribution(None)
    apart["torch_by_hand"] = problem.apart(torch_by_hand.train(lesson), wanted)
    ran_on["torch_by_hand"] = f"{gpus} GPUs" if gpus > 1 else "one device, in parts"
    for name in ("tensorflow1_parallel", "tensorflow_dtensor"):
        # Neither has layers that could be watched: both are told the devices.
        ran_on[name] = " and ".join(d.strip("/").upper() for d in lesson.devices)
    return Runs(apart, ran_on, {}, [], [])


IN_TENSORFLOW: dict[str, Callable[[Lesson], Weights]] = {
    "tensorflow1_parallel": tensorflow1_parallel.train,
    "keras_mirrored": keras_mirrored.train,
    "tensorflow_mirrored": tensorflow_mirrored.train,
    "tensorflow_dtensor": tensorflow_dtensor.train,
    "keras_distribution": keras_distribution.train,
}
