"""Train with PyTorch."""

from collections.abc import Sequence
from typing import Any

import torch
import torch.nn.functional as F
from torch import nn
from torch.func import functional_call
from torch.utils.data import DataLoader, TensorDataset

from spotdiff.data_parallelism.problem import Lesson, Weights
from spotdiff.data_parallelism.ways.torch_network import network, weights_of


class InParts(nn.Module):
    """A module that sees each batch in parts, one a device."""

    def __init__(self, module: nn.Module, devices: Sequence[str]) -> None:
        """Take the module, and where its copies go."""
        super().__init__()
        self.module, self.devices = module, devices

    def forward(self, x: Any) -> Any:
        """Split, copy, apply, join."""
        ends = []
        parts = torch.chunk(x, len(self.devices))
        for part, device in zip(parts, self.devices, strict=True):
            named = self.module.named_parameters()
            copy = {name: w.to(device) for name, w in named}
            ends.append(functional_call(self.module, copy, part.to(device)))
        return torch.cat([end.to(x.device) for end in ends])


def train(lesson: Lesson) -> Weights:
    """Go through a lesson once, and return the weights."""
    images = torch.as_tensor(lesson.images)
    labels = torch.as_tensor(lesson.labels)
    dataset = TensorDataset(images, labels)
    loader = DataLoader(dataset, lesson.batch)
    devices = [d.strip("/").replace("gpu", "cuda") for d in lesson.devices]
    model = InParts(network(lesson.weights), devices)
    optimizer = torch.optim.SGD(model.parameters(), lesson.rate)
    for x, y in loader:
        loss = F.cross_entropy(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return weights_of(model.module)
