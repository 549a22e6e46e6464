"""Activations."""

from typing import Any

import torch.nn.functional as F
from torch import Tensor


def relu(x: Tensor) -> Any:
    """Cut off what is negative."""
    return F.relu(x)


def leaky(x: Tensor) -> Any:
    """Let a little of what is negative through."""
    return F.leaky_relu(x)


def leaky_equal(x: Tensor) -> Any:
    """Let a given share of what is negative through."""
    return F.leaky_relu(x, 0.1)


def elu(x: Tensor) -> Any:
    """Bend exponentially below zero."""
    return F.elu(x), F.selu(x)


def gelu(x: Tensor) -> Any:
    """Take GELU, exact and approximated."""
    return F.gelu(x), F.gelu(x, approximate="tanh")


def silu(x: Tensor) -> Any:
    """Take SiLU, which is also called swish."""
    return F.silu(x)


def mish(x: Tensor) -> Any:
    """Take Mish."""
    return F.mish(x)


def sigmoid(x: Tensor) -> Any:
    """Squeeze between 0 and 1, or −1 and 1."""
    return x.sigmoid(), x.tanh()


def log_sigmoid(x: Tensor) -> Any:
    """Take the logarithm of a sigmoid, safely."""
    return F.logsigmoid(x)


def softplus(x: Tensor) -> Any:
    """Take a smooth ReLU."""
    return F.softplus(x)


def hard_sigmoid(x: Tensor) -> Any:
    """Replace a sigmoid by straight lines."""
    return F.hardsigmoid(x)


def hard_swish(x: Tensor) -> Any:
    """Replace swish by what is quick to compute."""
    return F.hardswish(x)


def softmax(x: Tensor) -> Any:
    """Turn logits into probabilities."""
    return x.softmax(dim=-1)


def log_softmax(x: Tensor) -> Any:
    """Turn logits into logarithms of probabilities."""
    return x.log_softmax(dim=-1)


def gated(x: Tensor) -> Any:
    """Gate one half with the other."""
    return F.glu(x)
