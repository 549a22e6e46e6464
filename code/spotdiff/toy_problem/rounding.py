"""How far rounding alone may drive apart two correct runs of one descent."""

from collections.abc import Callable
from typing import Any

import numpy as np

from spotdiff.toy_problem.problem import TRUE_PHI, Array, Path, descend


def _refuse(step: int, distance: float, error: float) -> None:
    msg = (
        f"step {step}: phi is {distance:.1e} from the optimum and may be off by "
        f"{error:.1e}: two correct runs may turn at different steps"
    )
    raise ValueError(msg)


def rounding_bound(
    x: Array,
    y: Array,
    start: float,
    learning_rate: float,
    steps: int,
    loss: str = "root_mean_square",
    pow_ulps: float = 4.0,
) -> Path:
    r"""Bound how far two correct runs may part, by rounding in x's dtype alone.

    Let u be half the spacing at 1.0 in x's dtype, S the sum or mean over the n
    points, p = x**phi, r = p - y, d = p ln x: the loss is L = sqrt(S r^2), its
    gradient g = S(r d) / L. To first order in u, computing g errs by at most

        dg = u [a S(p |d|) / L            pow errs by a ulps, and r inherits it
              + (n + 2a + 8) S|r d| / L   so does d; products; a sum of n terms
              + |g| (a sqrt(S p^2) / L + n / 2 + 4)]              L likewise

    The terms in a / L are the cancellation: they grow like u / |phi - 2|.
    A step, phi' = phi - l g, hands on an error e as |1 - l g'| e and adds its
    own (l rounded, l g rounded, phi' rounded), while the loss at phi errs by dL:

        e' = |1 - l g'| e + l dg + 2 u l |g| + u |phi'|
        dL = |g| e + u (a sqrt(S p^2) + (n / 2 + 2) L)

    Two runs part by twice as much. All of it is evaluated in float64 on the
    oracle's path. The gradient changes sign at the optimum, so this holds only
    while every phi is farther from it than e: else one run may turn earlier.

    Args:
        x: Points, (n,), in the dtype of the run.
        y: Values, (n,).
        start: As given to the run.
        learning_rate: As given to the run.
        steps: As given to the run.
        loss: A name in `problem.LOSSES`.
        pow_ulps: The a above: what a good vectorised pow is allowed.

    Returns:
        The bounds on phi and on the loss, each (steps + 1,) float64.

    Raises:
        ValueError: If the path comes nearer to the optimum than the bound.
    """
    u = float(np.finfo(x.dtype).eps) / 2
    x, y = x.astype(np.float64), y.astype(np.float64)
    reduce: Callable[..., Any] = np.mean if loss == "root_mean_square" else np.sum
    n, a, error = x.size, pow_ulps, 0.0
    bounds = []
    path = descend(x, y, start, learning_rate, steps, loss=loss)
    for step, phi in enumerate(path.phi):
        if not abs(phi - TRUE_PHI) > error:
            _refuse(step, abs(phi - TRUE_PHI), error)
        p = x**phi
        r, d = p - y, p * np.log(x)
        root, size = np.sqrt(reduce(r**2)), np.sqrt(reduce(p**2))
        g = reduce(r * d) / root
        curvature = (reduce(d**2 + r * d * np.log(x)) - g**2) / root
        loss_error = abs(g) * error + u * (a * size + (n / 2 + 2) * root)
        bounds.append((2 * error, 2 * loss_error))
        slip = a * reduce(p * abs(d)) / root
        slip += (n + 2 * a + 8) * reduce(abs(r * d)) / root
        slip += abs(g) * (a * size / root + n / 2 + 4)
        error *= abs(1 - learning_rate * curvature)
        error += u * learning_rate * (slip + 2 * abs(g))
        error += u * abs(phi - learning_rate * g)
    return Path(*np.array(bounds).T)
