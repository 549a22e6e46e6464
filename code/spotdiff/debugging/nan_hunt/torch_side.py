"""A classifier that learns with a cross-entropy written by hand."""

from collections.abc import Iterator
from typing import Any

import torch
from torch import nn

from spotdiff.debugging.nan_hunt.problem import (
    EPSILON,
    RATE,
    Array,
    Known,
)


def dense(weights: Array) -> Any:
    """Make a layer of known weights, with biases of 0."""
    layer = nn.Linear(*weights.shape)
    nn.init.zeros_(layer.bias)
    layer.weight.data.copy_(torch.tensor(weights.T))
    return layer


class Classifier(nn.Module):
    """Two layers that score the ten digits."""

    def __init__(self, inner: Array, outer: Array) -> None:
        """Take the weights that both sides share."""
        super().__init__()
        self.inner, self.outer = dense(inner), dense(outer)

    def forward(self, x: Any) -> Any:
        """Score some images."""
        hidden = torch.relu(self.inner(x))
        return self.outer(hidden)


class CrossEntropy(nn.Module):
    """The mean of the logarithms, as in the textbook."""

    def forward(self, scores: Any, labels: Any) -> Any:
        """Compare scores with what the images show."""
        probable = torch.softmax(scores, dim=1)
        logs = torch.log(probable)
        return -torch.mean(torch.sum(labels * logs, dim=1))


def repaired(scores: Any, labels: Any) -> Any:
    """Compare them without a probability on the way."""
    return nn.functional.cross_entropy(scores, labels)


def training(network: Any, cost: Any, known: Known) -> Iterator[float]:
    """Train for as long as asked; give the loss before each step."""
    weights = network.parameters()
    optimizer = torch.optim.Adam(weights, RATE, eps=EPSILON)
    x, labels = torch.tensor(known.x), torch.tensor(known.labels)

    def step() -> Any:
        """Take one step on all images."""
        loss = cost(network(x), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss.detach()

    while True:
        yield float(step())


def accuracy(network: Any, known: Known) -> float:
    """Return the share of test images that are read correctly."""
    best = network(torch.tensor(known.test_x)).argmax(1)
    return float((best.cpu().numpy() == known.test_labels).mean())
