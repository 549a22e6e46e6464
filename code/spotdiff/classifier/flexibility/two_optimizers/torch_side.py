"""Convolutions that learn slowly, and dense layers that learn fast."""

from collections.abc import Iterable
from typing import Any

import torch

from spotdiff.classifier.problem import Array, Labels


def train(
    model: Any,
    batches: Iterable[tuple[Array, Labels]],
    slow: float,
    fast: float,
    momentum: float,
    dropout: bool = True,
) -> list[float]:
    """Train a network as it stands; its weights are overwritten.

    Args:
        model: Images to scores; its convolutions have names with conv.
        batches: Images, (n, 28, 28), and labels, (n,), of each step.
        slow: Learning rate of the convolutions.
        fast: Learning rate of all else.
        momentum: Share of the last change that is kept.
        dropout: Whether the dropout layers drop anything.

    Returns:
        The loss of each step.
    """

    def rate_of(name: str) -> float:
        """Tell a weight's rate by the name it has."""
        return slow if "conv" in name else fast

    named = model.named_parameters()
    groups = [{"params": [p], "lr": rate_of(name)} for name, p in named]
    optimizer = torch.optim.SGD(groups, momentum=momentum)
    model.train(dropout).to(memory_format=torch.channels_last)

    def step(images: Any, labels: Any) -> Any:
        x, y = torch.as_tensor(images[:, None]), torch.as_tensor(labels)
        loss = torch.nn.functional.cross_entropy(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss.detach()

    told = [step(*batch) for batch in batches]
    return [float(loss) for loss in told]
