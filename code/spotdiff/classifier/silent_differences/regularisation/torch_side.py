"""Decay, clipping and schedules."""

from typing import Any

import torch
from torch import Tensor, nn, optim


def penalty(weight: Tensor, cured: bool) -> Any:
    """Let a weight decay by 0.1, at a learning rate of 1.

    An optimiser's decay is a share of the weight. A penalty is part of
    the loss and is differentiated, and the slope of w**2 is 2 w: a
    penalty of 0.1 takes away 0.2 of the weight.

    Args:
        weight: (1,).
        cured: Whether both sides shall give the same.

    Returns:
        The weight after one step, (1,).
    """
    weight.grad = torch.zeros_like(weight)
    optim.SGD([weight], lr=1.0, weight_decay=0.1).step()
    return weight


def clipping(slopes: Tensor, cured: bool) -> Any:
    """Clip slopes to a norm of 1.

    The norm may be that of all slopes together, which keeps their
    direction, or that of each weight's slope, which does not. Here the
    learning rate is 1 and weights start at 0, so a step is a slope.

    Args:
        slopes: (2,), one each of two weights.
        cured: Whether both sides shall give the same.

    Returns:
        The clipped slopes, (2,).
    """
    weights = [torch.zeros(()), torch.zeros(())]
    weights[0].grad, weights[1].grad = slopes.clone()
    nn.utils.clip_grad_norm_(weights, 1.0)
    return torch.stack([weight.grad for weight in weights])


def schedule(batches: int, cured: bool) -> Any:
    """Halve the learning rate of 0.1, and look after an epoch.

    A schedule counts in steps of its own. One may be stepped by hand,
    once an epoch by custom; another counts the batches it has seen, and
    is told after how many of them the rate is to be halved.

    Args:
        batches: In an epoch.
        cured: Whether both sides shall give the same.

    Returns:
        The learning rate.
    """
    optimizer = optim.SGD([torch.zeros(1)], lr=0.1)
    scheduler = optim.lr_scheduler.ExponentialLR(optimizer, gamma=0.5)
    for _ in range(batches):
        optimizer.step()
    scheduler.step()
    return scheduler.get_last_lr()
