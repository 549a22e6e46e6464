"""Gradients."""

from typing import Any

import torch
from torch import Tensor
from torch.utils.checkpoint import checkpoint


def gradient(f: Any, x: Tensor) -> Any:
    """Take the slope of a function."""
    x.requires_grad_()
    return torch.autograd.grad(f(x), x)


def no_gradient(f: Any, x: Tensor) -> Any:
    """Compute without keeping track for slopes."""
    with torch.no_grad():
        y = f(x)
    return y


def stop(x: Tensor) -> Any:
    """Treat a value as a constant."""
    return x * x.detach()


def straight_through(x: Tensor) -> Any:
    """Round forwards, and not backwards."""
    return x + (x.round() - x).detach()


def jacobian(f: Any, x: Tensor) -> Any:
    """Take the slopes of many numbers."""
    return torch.func.jacrev(f)(x)


def hessian(f: Any, x: Tensor) -> Any:
    """Take the slopes of slopes."""
    return torch.func.hessian(f)(x)


def forwards(f: Any, x: Tensor, v: Tensor) -> Any:
    """Follow one direction forwards."""
    return torch.func.jvp(f, (x,), (v,))[1]


def each_example(f: Any, x: Tensor) -> Any:
    """Take the slope for every example."""
    return torch.vmap(torch.func.grad(f))(x)


def again(f: Any, x: Tensor) -> Any:
    """Save memory: compute again on the way back."""
    return checkpoint(f, x, use_reentrant=False)
