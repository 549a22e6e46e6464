"""Gradients cut to a length, and that length noted at every step."""

from collections.abc import Iterable
from typing import Any

import torch

from spotdiff.classifier.problem import Array, Labels


def train(
    model: Any,
    batches: Iterable[tuple[Array, Labels]],
    rate: float,
    momentum: float,
    limit: float,
    dropout: bool = True,
) -> list[tuple[float, float]]:
    """Train a network as it stands; its weights are overwritten.

    Args:
        model: Images to scores.
        batches: Images, (n, 28, 28), and labels, (n,), of each step.
        rate: Learning rate.
        momentum: Share of the last change that is kept.
        limit: Longest gradient that is left as it is.
        dropout: Whether the dropout layers drop anything.

    Returns:
        The loss of each step, and the length of its gradient.
    """
    optimizer = torch.optim.SGD(model.parameters(), rate, momentum)
    model.train(dropout).to(memory_format=torch.channels_last)

    def step(images: Any, labels: Any) -> Any:
        x, y = torch.as_tensor(images[:, None]), torch.as_tensor(labels)
        loss = torch.nn.functional.cross_entropy(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(model.parameters(), limit)
        optimizer.step()
        return loss.detach(), norm

    told = [step(*batch) for batch in batches]
    return [(float(loss), float(norm)) for loss, norm in told]
