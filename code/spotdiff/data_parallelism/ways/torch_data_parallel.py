"""Train with PyTorch."""

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from spotdiff.data_parallelism.problem import Lesson, Weights
from spotdiff.data_parallelism.ways.torch_network import network, weights_of


def train(lesson: Lesson) -> Weights:
    """Go through a lesson once, and return the weights."""
    images = torch.as_tensor(lesson.images)
    labels = torch.as_tensor(lesson.labels)
    dataset = TensorDataset(images, labels)
    loader = DataLoader(dataset, lesson.batch)
    model = nn.DataParallel(network(lesson.weights))
    optimizer = torch.optim.SGD(model.parameters(), lesson.rate)
    for x, y in loader:
        loss = F.cross_entropy(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return weights_of(model.module)
