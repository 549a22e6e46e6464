"""What a worker of PyTorch's does: one way that needs several processes.

Workers may not begin a second group: whoever begins it first looks the others up where
they were in the first one.
"""

from dataclasses import dataclass

from spotdiff.data_parallelism.problem import Lesson, Weights
from spotdiff.data_parallelism.ways import torch_ddp, torch_fsdp
from spotdiff.data_parallelism.ways.torch_watch import watched

WAYS = {"torch_ddp": torch_ddp, "torch_fsdp": torch_fsdp}


@dataclass(frozen=True)
class Trained:
    """What a worker came to.

    Attributes:
        weights: At the end.
        images: How many it saw in each step.
        held: The shape of what it held of each weight.
    """

    weights: Weights
    images: list[int]
    held: dict[str, tuple[int, ...]]


def work(way: str, lesson: Lesson) -> Trained:
    """Go through a lesson."""
    with watched() as (images, shapes):
        weights = WAYS[way].train(lesson)
    return Trained(weights, images, dict(zip(weights, shapes, strict=True)))
