"""A network trained by a loop of one's own."""

from collections.abc import Iterable
from typing import Any

import torch

from spotdiff.classifier.problem import Array, Labels


def train(
    model: Any,
    batches: Iterable[tuple[Array, Labels]],
    rate: float,
    momentum: float,
    dropout: bool = True,
) -> list[float]:
    """Train a network as it stands; its weights are overwritten.

    One step is taken for each batch, in their order, towards a lower
    mean cross-entropy of the batch.

    Args:
        model: Images to scores.
        batches: Images, (n, 28, 28), and labels, (n,), of each step.
        rate: Learning rate.
        momentum: Share of the last change that is kept.
        dropout: Whether the dropout layers drop anything.

    Returns:
        The loss of each step.
    """
    optimizer = torch.optim.SGD(model.parameters(), rate, momentum)
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


def predict(model: Any, images: Array) -> Any:
    """Ask a network what it thinks, with its dropout off.

    Args:
        model: Images to scores; left in the mode in which it was.
        images: (n, 28, 28), standardised.

    Returns:
        The scores, (n, 10), of which the largest is the answer.
    """
    learning = model.training
    model.eval()
    with torch.inference_mode():
        scores = model(torch.as_tensor(images[:, None]))
    model.train(learning)
    return scores.numpy(force=True)
