"""The slope of a loss at the very point where the error is zero."""

import math
from collections.abc import Callable

import torch

from spotdiff.toy_problem.problem import Array


def mean_square(residual: torch.Tensor) -> torch.Tensor:
    """Average the squares: smooth at zero."""
    return torch.mean(residual**2)


def root(residual: torch.Tensor) -> torch.Tensor:
    """Take the root of that: its slope at zero is infinite."""
    return torch.sqrt(mean_square(residual))


def norm(residual: torch.Tensor) -> torch.Tensor:
    """Call the library's norm: what its slope at zero is, it decides."""
    length: torch.Tensor = torch.linalg.vector_norm(residual)
    return length / math.sqrt(len(residual))


def guarded_root(residual: torch.Tensor) -> torch.Tensor:
    """Keep zero away from the root, then put the zero back."""
    mean = mean_square(residual)
    is_zero = mean == 0
    # One where is not enough: NaN * 0 from the other branch is NaN.
    safe = torch.where(is_zero, torch.ones_like(mean), mean)
    return torch.where(is_zero, mean, torch.sqrt(safe))


FORMS: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "mean square": mean_square,
    "root": root,
    "norm": norm,
    "guarded root": guarded_root,
}


def gradient_of(form: str, x: Array, y: Array, phi: float) -> float:
    """Differentiate a form of the loss by phi.

    Args:
        form: A key of `FORMS`.
        x: Points, (n,).
        y: Values, (n,).
        phi: Exponent at which to differentiate.

    Returns:
        The gradient.
    """
    points, values = torch.as_tensor(x), torch.as_tensor(y)
    exponent = torch.tensor(phi, dtype=points.dtype, requires_grad=True)
    loss = FORMS[form](points**exponent - values)
    (gradient,) = torch.autograd.grad(loss, exponent)
    return float(gradient)
