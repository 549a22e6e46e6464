"""A network trained under observation: its losses, in an event file."""

from collections.abc import Iterable
from typing import Any

import torch
from torch.utils.tensorboard import SummaryWriter

from spotdiff.classifier.problem import Array, Labels


def train(
    folder: str,
    model: Any,
    batches: Iterable[tuple[Array, Labels]],
    rate: float,
    momentum: float,
) -> None:
    """Train a network as it stands; its weights are overwritten.

    Args:
        folder: Where the event file goes.
        model: Images to scores; dropout is off.
        batches: Images, (n, 28, 28), and labels, (n,), of each step.
        rate: Learning rate.
        momentum: Share of the last change that is kept.
    """
    optimizer = torch.optim.SGD(model.parameters(), rate, momentum)
    step = step_of(model.eval(), optimizer)
    with SummaryWriter(folder) as writer:
        for number, batch in enumerate(batches):
            writer.add_scalar("loss", step(*batch), number)


def step_of(model: Any, optimizer: Any) -> Any:
    """Give one step of training as a function.

    Args:
        model: Its weights are what a step changes.
        optimizer: It says by how much.

    Returns:
        From images, (n, 28, 28), and labels, (n,), to their mean loss.
    """

    def step(images: Any, labels: Any) -> Any:
        x, y = torch.as_tensor(images[:, None]), torch.as_tensor(labels)
        loss = torch.nn.functional.cross_entropy(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss

    return step
