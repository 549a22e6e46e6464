"""A network trained by a loop of one's own."""

from collections.abc import Iterable
from typing import Any

import torch
import torch.nn.functional as F

from spotdiff.classifier.problem import Array, Labels


def stepper(
    model: Any,
    rate: float,
    momentum: float,
    dropout: bool = True,
) -> Any:
    """Prepare a step that learns from one batch.

    Returns:
        A function of images and labels that gives the loss.
    """
    optimizer = torch.optim.SGD(model.parameters(), rate, momentum)
    model.train(dropout)

    def step(images: Any, labels: Any) -> Any:
        loss = F.cross_entropy(model(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss.detach()

    return step


def train(
    model: Any,
    images: Array,
    labels: Labels,
    batches: Iterable[Labels],
    rate: float,
    momentum: float,
    dropout: bool = True,
) -> Array:
    """Train a network as it stands.

    Args:
        model: Images to scores.
        images: (n, 28, 28), standardised.
        labels: (n,), 0 to 9.
        batches: Which images each step sees.
        rate: Learning rate.
        momentum: Share of the last change that is kept.
        dropout: Whether the dropout layers drop anything.

    Returns:
        The loss of each step, (steps,).
    """
    step = stepper(model, rate, momentum, dropout)
    x, y = torch.as_tensor(images[:, None]), torch.as_tensor(labels)
    losses = [step(x[batch], y[batch]) for batch in batches]
    return torch.stack(losses).numpy(force=True)


def predict(model: Any, images: Array) -> Array:
    """Score images, (n, 28, 28), without dropout: (n, 10)."""
    learning = model.training
    model.eval()
    with torch.inference_mode():
        scores = model(torch.as_tensor(images[:, None]))
    model.train(learning)
    return scores.numpy(force=True)
