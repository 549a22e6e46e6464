"""Train with PyTorch."""

from typing import Any

import torch
import torch.distributed as dist
import torch.nn.functional as F
from torch.distributed.fsdp import fully_shard
from torch.utils.data import DataLoader, DistributedSampler, TensorDataset

from spotdiff.data_parallelism.problem import Lesson, Weights
from spotdiff.data_parallelism.ways.torch_network import network


def train(lesson: Lesson) -> Weights:
    """Go through a lesson once, and return the weights."""
    dist.init_process_group()
    workers = dist.get_world_size()
    images = torch.as_tensor(lesson.images)
    labels = torch.as_tensor(lesson.labels)
    dataset = TensorDataset(images, labels)
    sampler: Any = DistributedSampler(dataset, shuffle=False)
    loader = DataLoader(dataset, lesson.batch // workers, sampler=sampler)
    model = network(lesson.weights)
    for layer in (model.hidden, model.scores, model):
        fully_shard(layer)
    optimizer = torch.optim.SGD(model.parameters(), lesson.rate)
    for x, y in loader:
        loss = F.cross_entropy(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    state = model.state_dict()
    weights = {k: w.full_tensor().numpy(force=True) for k, w in state.items()}
    dist.destroy_process_group()
    return weights
