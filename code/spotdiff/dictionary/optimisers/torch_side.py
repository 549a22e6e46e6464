"""Optimisers."""

from typing import Any

import torch


def sgd(parameters: Any) -> Any:
    """Go down the slope."""
    return torch.optim.SGD(parameters, lr=0.1)


def momentum(parameters: Any) -> Any:
    """Go down the slope with Nesterov's momentum."""
    return torch.optim.SGD(parameters, 0.1, momentum=0.9, nesterov=True)


def rmsprop(parameters: Any) -> Any:
    """Use RMSprop with its own settings."""
    return torch.optim.RMSprop(parameters, lr=0.1)


def rmsprop_equal(parameters: Any) -> Any:
    """Use RMSprop with the settings of Keras."""
    return torch.optim.RMSprop(parameters, lr=0.1, alpha=0.9, eps=1e-7)


def adam(parameters: Any) -> Any:
    """Use Adam."""
    return torch.optim.Adam(parameters, lr=0.1, eps=1e-7)


def adamw(parameters: Any) -> Any:
    """Use Adam, and let weights decay on their own."""
    return torch.optim.AdamW(parameters, lr=0.1, eps=1e-7)


def decay(parameters: Any) -> Any:
    """Let weights decay with plain descent."""
    return torch.optim.SGD(parameters, lr=0.1, weight_decay=0.01)


def adagrad(parameters: Any) -> Any:
    """Use Adagrad."""
    return torch.optim.Adagrad(parameters, lr=0.1)


def adadelta(parameters: Any) -> Any:
    """Use Adadelta."""
    return torch.optim.Adadelta(parameters, lr=0.1, rho=0.95, eps=1e-7)


def adamax(parameters: Any) -> Any:
    """Use Adamax."""
    return torch.optim.Adamax(parameters, lr=0.1)


def nadam(parameters: Any) -> Any:
    """Use Nadam, which is Adam with Nesterov's momentum."""
    return torch.optim.NAdam(parameters, lr=0.1)


def nadam_equal(parameters: Any) -> Any:
    """Use Nadam with the momentum of Keras."""
    return torch.optim.NAdam(parameters, lr=0.1, momentum_decay=1)


def rate(optimizer: Any) -> Any:
    """Ask for the learning rate."""
    return optimizer.param_groups[0]["lr"]


def set_rate(optimizer: Any) -> Any:
    """Change the learning rate."""
    optimizer.param_groups[0]["lr"] = 0.01
    return optimizer.param_groups[0]["lr"]
