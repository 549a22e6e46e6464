"""A training in parts, with the loss of a part taken in several ways."""

from typing import Any

import torch
import torch.distributed as dist
import torch.nn.functional as F
from torch.nn.parallel import DistributedDataParallel

from spotdiff.data_parallelism.problem import Lesson, Weights
from spotdiff.data_parallelism.traps.problem import MEAN, SUM, parts


def loss_of(losses: Any, way: str, whole: int, replicas: int) -> Any:
    """Make one number of the losses of a part.

    Args:
        losses: Of this part, (n,).
        way: What is made of them.
        whole: Images in the batch.
        replicas: How many parts there are.
    """
    if way == MEAN:
        return losses.mean()
    if way == SUM:
        return losses.sum()
    return losses.sum() * replicas / whole


def train(lesson: Lesson, model: Any, way: str, group: Any) -> Weights:
    """Go through a lesson once, and return the weights.

    Args:
        lesson: What is learnt.
        model: The network, one copy a replica.
        way: What is made of the losses of a part.
        group: The replicas.
    """
    mine, replicas = dist.get_rank(group), dist.get_world_size(group)
    copy = DistributedDataParallel(model, process_group=group)
    optimizer = torch.optim.SGD(model.parameters(), lesson.rate)
    for images, labels in lesson.batches():
        part = parts(len(labels), replicas)[mine]
        x, y = torch.as_tensor(images[part]), torch.as_tensor(labels[part])
        losses = F.cross_entropy(copy(x), y, reduction="none")
        optimizer.zero_grad()
        loss_of(losses, way, len(labels), replicas).backward()
        optimizer.step()
    state = model.state_dict()
    return {name: value.numpy().copy() for name, value in state.items()}
