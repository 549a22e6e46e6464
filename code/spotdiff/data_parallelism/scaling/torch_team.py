"""A worker's share of a training step, and an all-reduce with nothing around it."""

from typing import Any

import torch
import torch.distributed as dist
import torch.nn.functional as F
from torch.nn.parallel import DistributedDataParallel

from spotdiff.classifier.blocks.torch_side import classifier
from spotdiff.classifier.carrying.torch_side import put
from spotdiff.classifier.problem import Array, Labels, Weights
from spotdiff.classifier.speed.problem import MOMENTUM, RATE
from spotdiff.data_parallelism.scaling.problem import NETWORK, Call


def join() -> Any:
    """Meet the other workers, and return what stands for all of them."""
    dist.init_process_group("gloo")
    return dist.group.WORLD


def all_reduce(team: Any, count: int) -> Call:
    """Prepare a sum over all workers, of as many float32 numbers."""
    numbers = torch.zeros(count)

    def call() -> float:
        dist.all_reduce(numbers, group=team)
        return numbers[0].item()

    return call


def step(team: Any, weights: Weights, images: Array, labels: Labels) -> Call:
    """Prepare a step on all workers' images, of which these are ours."""
    x, y = torch.as_tensor(images[:, None]), torch.as_tensor(labels)
    model = classifier(NETWORK).eval()
    model.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    put(model, weights)
    parallel = DistributedDataParallel(model, process_group=team)
    optimizer = torch.optim.SGD(parallel.parameters(), RATE, MOMENTUM, fused=True)

    def call() -> float:
        loss = F.cross_entropy(parallel(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss.item()

    return call
