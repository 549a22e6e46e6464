"""A network that grows between two steps."""

from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import tanh

from spotdiff.graphs.eras.problem import (
    Array,
    Labels,
    Run,
    new_block,
    stalled,
)


def variable(array: Array) -> Any:
    """Make weights to differentiate by."""
    return torch.tensor(array, requires_grad=True)


def cost(layers: list[Any], x: Any, labels: Any) -> Any:
    """Return the mean cross-entropy of as many layers as there are."""
    first, *blocks, last = layers
    hidden = tanh(x @ first)
    for block in blocks:
        hidden = hidden + tanh(hidden @ block)
    return F.cross_entropy(hidden @ last, labels)


def train(
    weights: list[Array],
    x: Array,
    labels: Labels,
    rate: float,
    steps: int,
) -> Run:
    """Train, and grow when the loss stalls."""
    layers = [variable(w) for w in weights]
    inputs, targets = torch.tensor(x), torch.tensor(labels)
    losses: list[float] = []
    depths = []
    for _ in range(steps):
        if stalled(losses):
            layers.insert(-1, variable(new_block()))
        depths.append(len(layers) - 2)
        loss = cost(layers, inputs, targets)
        slopes = torch.autograd.grad(loss, layers)
        with torch.no_grad():
            for w, slope in zip(layers, slopes, strict=True):
                w -= rate * slope
        losses.append(loss.item())
    learnt = [w.detach().cpu().numpy() for w in layers]
    return Run(np.array(losses), np.array(depths), learnt)
