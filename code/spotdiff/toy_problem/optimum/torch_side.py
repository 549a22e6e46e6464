"""The slope of a loss at the very point where the error is zero."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from spotdiff.toy_problem.problem import Array


def guarded_root(residual: Tensor) -> Tensor:
    """Take the root of the mean square, whose slope at 0 is infinite.

    Keep zero away from the root, then put the zero back. One `where`,
    around the root, is not safe: its other branch may still hand back
    an infinite slope, and 0 times infinity is NaN.

    Args:
        residual: Errors, (n,).

    Returns:
        The root mean square, with slope 0 where it is 0.
    """
    mean = torch.mean(residual**2)
    nonzero = mean > 0
    safe = torch.where(nonzero, mean, torch.ones_like(mean))
    return torch.where(nonzero, torch.sqrt(safe), mean)


FORMS: dict[str, Callable[[Tensor], Any]] = {
    "mean square": lambda residual: torch.mean(residual**2),
    "root": lambda residual: torch.sqrt(torch.mean(residual**2)),
    "norm": lambda residual: torch.linalg.vector_norm(residual),
    "guarded root": guarded_root,
}


def gradient_of(form: str, x: Array, y: Array, phi: float) -> float:
    """Differentiate a form of the loss by phi.

    Args:
        form: A key of `FORMS`.
        x: Points, (n,); the computation is in their dtype.
        y: Values, (n,).
        phi: Exponent at which to differentiate.

    Returns:
        The gradient: the framework's own answer, which at zero
        error may be 0 or NaN.
    """
    points, values = torch.as_tensor(x), torch.as_tensor(y)
    exponent = torch.tensor(phi, dtype=points.dtype, requires_grad=True)
    loss = FORMS[form](points**exponent - values)
    (gradient,) = torch.autograd.grad(loss, exponent)
    return float(gradient)
