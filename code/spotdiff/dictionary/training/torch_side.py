"""Training a network."""

import copy
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader


def in_training(model: Any, x: Tensor) -> Any:
    """Call a network that is being trained."""
    model.train()
    return model(x)


def in_use(model: Any, x: Tensor) -> Any:
    """Call a network that is in use."""
    model.eval()
    return model(x)


def predict(model: Any, x: Tensor) -> Any:
    """Ask for predictions, and keep no track."""
    with torch.inference_mode():
        y = model.eval()(x)
    return y


def step(model: Any, loss: Any, x: Tensor, labels: Tensor) -> Any:
    """Take a step of training by hand."""
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    loss(model(x), labels).backward()
    optimizer.step()
    return model(x)


def epoch(model: Any, loss: Any, data: Any, x: Tensor) -> Any:
    """Train for an epoch."""
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for inputs, labels in DataLoader(data, batch_size=4):
        optimizer.zero_grad()
        loss(model(inputs), labels).backward()
        optimizer.step()
    return model(x)


def freeze(model: Any) -> Any:
    """Freeze a layer, and count what is left to train."""
    model[0].requires_grad_(False)
    return len([p for p in model.parameters() if p.requires_grad])


def clip_norm(model: Any, loss: Any, x: Tensor, labels: Tensor) -> Any:
    """Clip all slopes together to a length."""
    loss(model(x), labels).backward()
    nn.utils.clip_grad_norm_(model.parameters(), 0.1)
    return [p.grad for p in model.parameters()]


def clip_value(model: Any, loss: Any, x: Tensor, labels: Tensor) -> Any:
    """Clip every slope by itself."""
    loss(model(x), labels).backward()
    nn.utils.clip_grad_value_(model.parameters(), 0.1)
    return [p.grad for p in model.parameters()]


def accuracy(logits: Tensor, labels: Tensor) -> Any:
    """Measure the share of right guesses."""
    return (logits.argmax(1) == labels).float().mean()


def copied(model: Any, x: Tensor) -> Any:
    """Copy a network with its weights."""
    return copy.deepcopy(model)(x)
