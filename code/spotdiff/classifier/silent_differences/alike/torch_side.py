"""What is feared to differ, and does not."""

from typing import Any

import torch
from torch import Tensor, nn


def rounding(x: Tensor, cured: bool) -> Any:
    """Round to whole numbers.

    Args:
        x: (n,).
        cured: Without effect: there is nothing to cure.

    Returns:
        (n,).
    """
    return torch.round(x)


def remainder(a: Tensor, b: Tensor, cured: bool) -> Any:
    """Divide whole numbers, one of them negative.

    Args:
        a: A whole number, negative.
        b: A whole number.
        cured: Without effect: there is nothing to cure.

    Returns:
        Quotient and remainder.
    """
    return torch.stack([a // b, a % b])


def smoothing(scores: Tensor, targets: Tensor, cured: bool) -> Any:
    """Score logits, with labels smoothed by 0.1.

    Args:
        scores: (n, 3) logits.
        targets: (n, 3), a 1 in each row.
        cured: Without effect: there is nothing to cure.

    Returns:
        The loss.
    """
    loss = nn.CrossEntropyLoss(label_smoothing=0.1)
    return loss(scores, targets)


def kink(x: Tensor, cured: bool) -> Any:
    """Differentiate a rectifier and an absolute value at zero.

    Args:
        x: (n,), zeros.
        cured: Without effect: there is nothing to cure.

    Returns:
        The slope, (n,).
    """
    y = torch.relu(x.requires_grad_()) + torch.abs(x)
    y.sum().backward()
    return x.grad
