"""The book's trainings in PyTorch, eager, as fast as we can write them on a CPU."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F

from spotdiff.classifier.problem import Array, Batch, Labels, Weights
from spotdiff.classifier.raw.torch_side import logits
from spotdiff.toy_problem.problem import Path


def descend(x: Array, y: Array, start: float, learning_rate: float, steps: int) -> Path:
    """Descend by hand: no slope is stored and cleared, the update is one call."""
    points, values = torch.as_tensor(x), torch.as_tensor(y)
    phi = points.new_tensor(start, requires_grad=True)
    path = []
    for _ in range(steps + 1):
        loss = (points**phi).sub(values).square().mean().sqrt()
        (slope,) = torch.autograd.grad(loss, phi)
        path.append((phi.item(), loss.item()))
        with torch.no_grad():
            phi.sub_(slope, alpha=learning_rate)
    return Path(*np.array(path).T)


def descend_fused(
    x: Array, y: Array, start: float, learning_rate: float, steps: int
) -> Path:
    """Descend by Adam, its update one call."""
    points, values = torch.as_tensor(x), torch.as_tensor(y)
    phi = points.new_tensor(start, requires_grad=True)
    optimizer = torch.optim.Adam([phi], learning_rate, fused=True)
    path = []
    for _ in range(steps + 1):
        loss = (points**phi).sub(values).square().mean().sqrt()
        path.append((phi.item(), loss.item()))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return Path(*np.array(path).T)


def train_raw(
    weights: Weights,
    batches: Iterable[Batch],
    rate: float,
    momentum: float,
    last: bool = True,
) -> Array:
    """Train bare arrays, without a product of its own for each update.

    Args:
        weights: To start from.
        batches: What each step sees.
        rate: Learning rate.
        momentum: Share of the last change that is kept.
        last: Whether its maps have their channels last.
    """
    layout = {4: torch.channels_last} if last else {}
    w = {
        name: torch.tensor(array)
        .to(memory_format=layout.get(array.ndim, torch.contiguous_format))
        .requires_grad_()
        for name, array in weights.items()
    }
    learnt = list(w.values())
    speed = [torch.zeros_like(each) for each in learnt]
    losses = []
    for batch in batches:
        x, y, *masks = map(torch.as_tensor, batch)
        loss = F.cross_entropy(logits(w, x, *masks), y)
        slopes = torch.autograd.grad(loss, learnt)
        with torch.no_grad():
            for each, pace, slope in zip(learnt, speed, slopes, strict=True):
                each.sub_(pace.mul_(momentum).add_(slope), alpha=rate)
        losses.append(loss.detach())
    return torch.stack(losses).numpy(force=True)


def train(
    model: Any,
    batches: Iterable[tuple[Array, Labels]],
    rate: float,
    momentum: float,
    last: bool = True,
) -> Array:
    """Train a network without dropout, all weights updated in one call.

    Args:
        model: Images to scores.
        batches: Images and labels of each step.
        rate: Learning rate.
        momentum: Share of the last change that is kept.
        last: Whether its maps have their channels last.
    """
    model.train(False)
    if last:
        model.to(memory_format=torch.channels_last)
    optimizer = torch.optim.SGD(model.parameters(), rate, momentum, fused=True)
    losses = []
    for images, labels in batches:
        loss = F.cross_entropy(
            model(torch.as_tensor(images[:, None])), torch.as_tensor(labels)
        )
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.detach())
    return torch.stack(losses).numpy(force=True)
