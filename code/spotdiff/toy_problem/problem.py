"""The toy problem, in neither framework: recover phi in f(x) = x**phi."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import DTypeLike, NDArray

TRUE_PHI = 2.0
START = 4.0

Array = NDArray[np.floating[Any]]
Loss = Callable[[Any, Array, Array], tuple[Array, Array]]


class Path(NamedTuple):
    """Where a run went: entry k is taken before step k, the last after all.

    Attributes:
        phi: The exponent, (steps + 1, ...) float64.
        loss: The loss at that exponent, (steps + 1, ...) float64.
    """

    phi: Array
    loss: Array


def sample(
    seed: int,
    n: int = 100,
    low: float = 0.0,
    high: float = 10.0,
    dtype: DTypeLike = np.float64,
) -> tuple[Array, Array]:
    """Draw points and the values of the function to be recovered.

    Args:
        seed: Of the generator; the same points whatever the dtype.
        n: How many points.
        low: Left end of the interval, included.
        high: Right end, excluded.
        dtype: Of both arrays.

    Returns:
        x, uniform on [low, high), and y = x**2: both (n,).
    """
    x = np.random.default_rng(seed).uniform(low, high, n).astype(dtype)
    return x, x**2


def sample_many(
    seeds: int,
    n: int = 100,
    low: float = 0.0,
    high: float = 10.0,
    dtype: DTypeLike = np.float64,
) -> tuple[Array, Array]:
    """Stack the samples of the seeds 0, 1, 2, ...: both (seeds, n)."""
    samples = [sample(seed, n, low, high, dtype) for seed in range(seeds)]
    x, y = map(np.stack, zip(*samples, strict=True))
    return x, y


def closed_form(x: Array, y: Array) -> float:
    """Return the least-squares slope of ln y on ln x: phi, without a descent."""
    log_x, log_y = np.log(x), np.log(y)
    return float(np.sum(log_x * log_y) / np.sum(log_x**2))


def _root(reduce: Callable[..., Any], phi: Any, x: Array, y: Array) -> Any:
    prediction = x**phi
    residual = prediction - y
    loss = np.sqrt(reduce(residual**2, axis=-1, keepdims=True))
    slope = residual * prediction * np.log(x)
    with np.errstate(invalid="ignore"):  # NaN is the answer at zero error
        return loss, reduce(slope, axis=-1, keepdims=True) / loss


def root_mean_square(phi: Any, x: Array, y: Array) -> tuple[Array, Array]:
    """Compute the root mean square error and its derivative by phi.

    Args:
        phi: The exponent: a number, or one per row, (rows, 1).
        x: Points, (n,) or (rows, n).
        y: Values, of the same shape.

    Returns:
        Loss and gradient, (1,) or (rows, 1). 0 / 0 = NaN at zero error.
    """
    loss, gradient = _root(np.mean, phi, x, y)
    return loss, gradient


def root_sum_square(phi: Any, x: Array, y: Array) -> tuple[Array, Array]:
    """Compute the root of the summed squares and its derivative by phi.

    Args and Returns as in `root_mean_square`, of which it is sqrt(n) times.
    """
    loss, gradient = _root(np.sum, phi, x, y)
    return loss, gradient


LOSSES: dict[str, Loss] = {
    "root_mean_square": root_mean_square,
    "root_sum_square": root_sum_square,
}


def descend(
    x: Array,
    y: Array,
    start: float,
    learning_rate: float,
    steps: int,
    momentum: float = 0.0,
    loss: str = "root_mean_square",
) -> Path:
    """Descend by the written-out derivative: the oracle of every run.

    Args:
        x: Points, (n,) or (rows, n); one run a row.
        y: Values, of the same shape.
        start: Exponent to start from.
        learning_rate: Step per unit of gradient.
        steps: How many steps.
        momentum: Share of the last step that is taken again.
        loss: A name in `LOSSES`.

    Returns:
        The path, (steps + 1,) or (steps + 1, rows), computed in x's dtype.
    """
    phi = np.full((*x.shape[:-1], 1), start, x.dtype)
    velocity = np.zeros_like(phi)
    phis, losses = [], []
    for _ in range(steps + 1):
        value, gradient = LOSSES[loss](phi, x, y)
        phis.append(phi[..., 0])
        losses.append(value[..., 0])
        velocity = momentum * velocity + gradient
        phi = phi - learning_rate * velocity
    return Path(np.array(phis, np.float64), np.array(losses, np.float64))
