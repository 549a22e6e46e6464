"""What a worker of PyTorch's does: every way that needs several processes, in turn."""

from dataclasses import dataclass
from typing import Any

import torch.distributed as dist
from torch.distributed.fsdp import fully_shard

from spotdiff.data_parallelism.problem import Lesson, Weights
from spotdiff.data_parallelism.ways import torch_ddp, torch_fsdp
from spotdiff.data_parallelism.ways.torch_network import network
from spotdiff.data_parallelism.ways.torch_watch import watched


@dataclass(frozen=True)
class Trained:
    """What a worker came to.

    Attributes:
        weights: At the end.
        images: How many it saw in each step.
    """

    weights: Weights
    images: list[int]


def train(lesson: Lesson) -> dict[str, Trained]:
    """Go through a lesson in every way."""
    found = {}
    for name, way in (("ddp", torch_ddp), ("fsdp", torch_fsdp)):
        with watched() as images:
            weights = way.train(lesson)
        found[name] = Trained(weights, images)
    return found


def shards(lesson: Lesson) -> dict[str, tuple[int, ...]]:
    """Return the shape of the part of each weight that this worker holds."""
    dist.init_process_group()
    model = network(lesson.weights)
    fully_shard(model)
    named: list[tuple[str, Any]] = list(model.named_parameters())
    parts = {name: tuple(p.to_local().shape) for name, p in named}
    dist.destroy_process_group()
    return parts


def work(lesson: Lesson) -> tuple[dict[str, Trained], dict[str, tuple[int, ...]]]:
    """Do all of it."""
    return train(lesson), shards(lesson)
