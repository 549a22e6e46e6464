"""Why one run took more iterations than another: measured over many seeds."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import DTypeLike

from spotdiff.measure import Difference, largest_difference
from spotdiff.toy_problem.problem import (
    START,
    TRUE_PHI,
    Array,
    Path,
    sample,
    sample_many,
)
from spotdiff.toy_problem.rounding import rounding_bound
from spotdiff.toy_problem.settings import Setting

# In all draws of a setting together: a hundred draws of a hundred, ten of a thousand.
POINTS = 10_000

Descend = Callable[[Array, Array, float, float, float, int, str], Array]
DescendByHand = Callable[[Array, Array, float, float, int], Path]


@dataclass(frozen=True)
class Summary:
    """Iterations until the exponent was found, over many seeds.

    Attributes:
        median: Of the runs that arrived; NaN if none did.
        low: One arrived run in twenty needed fewer.
        high: One arrived run in twenty needed more.
        share: Part of all runs that arrived.
    """

    median: float
    low: float
    high: float
    share: float


@dataclass(frozen=True)
class Outcome:
    """What became of one setting over many seeds.

    Attributes:
        setting: The setting.
        tenth: Iterations until the exponent was within 0.1.
        hundredth: Iterations until it was within 0.01.
        final: 5 %, 50 % and 95 % quantile of the last exponent.
        lost: Part of the runs that ended in NaN, having hit the optimum
            exactly; `final` is over the others.
    """

    setting: Setting
    tenth: Summary
    hundredth: Summary
    final: tuple[float, float, float]
    lost: float = 0.0


def iterations_to(path: Array, tolerance: float) -> Array:
    """Count the iterations until a path first comes close to the true exponent.

    Args:
        path: Exponents, (steps + 1,) or (steps + 1, seeds).
        tolerance: What counts as close.

    Returns:
        Steps taken, () or (seeds,); NaN where it never came close.
    """
    close = np.abs(path - TRUE_PHI) < tolerance
    first: Array = np.where(close.any(axis=0), close.argmax(axis=0), np.nan)
    return first


def summary(iterations: Array) -> Summary:
    """Summarise the iterations of many runs, NaN standing for never."""
    arrived = iterations[~np.isnan(iterations)]
    share = arrived.size / iterations.size
    if not arrived.size:
        return Summary(np.nan, np.nan, np.nan, share)
    low, median, high = np.quantile(arrived, (0.05, 0.5, 0.95))
    return Summary(float(median), float(low), float(high), share)


def run(
    descend: Descend,
    setting: Setting,
    seeds: int | None = None,
    dtype: DTypeLike = np.float32,
) -> Array:
    """Run a setting on the samples of the seeds 0, 1, 2, ...

    Args:
        descend: That of a side.
        setting: What to run.
        seeds: How many runs; as many as have `POINTS` together, if left out.
        dtype: Of all of them.

    Returns:
        Exponents, (steps + 1, seeds).
    """
    seeds = seeds or POINTS // setting.n
    x, y = sample_many(seeds, setting.n, setting.low, setting.high, dtype)
    return descend(
        x,
        y,
        START,
        setting.learning_rate,
        setting.momentum,
        setting.steps,
        setting.loss,
    )


def outcome(
    descend: Descend,
    setting: Setting,
    seeds: int | None = None,
    dtype: DTypeLike = np.float32,
) -> Outcome:
    """Run a setting over many seeds and summarise it; arguments as in `run`."""
    path = run(descend, setting, seeds, dtype)
    last = path[-1].astype(np.float64)
    low, median, high = np.nanquantile(last, (0.05, 0.5, 0.95))
    return Outcome(
        setting,
        summary(iterations_to(path, 0.1)),
        summary(iterations_to(path, 0.01)),
        (float(low), float(median), float(high)),
        float(np.isnan(last).mean()),
    )


def outcomes(
    descend: Descend, settings: Iterable[Setting], seeds: int | None = None
) -> list[Outcome]:
    """Summarise several settings: `LISTINGS`, or the cells of `FACTORIAL`."""
    return [outcome(descend, setting, seeds) for setting in settings]


@dataclass(frozen=True)
class Agreement:
    """How two runs of one descent lie together.

    Attributes:
        difference: The largest over the whole run.
        apart: How far apart at each step, (steps + 1,).
        bound: What rounding alone allows, at each step, (steps + 1,).
        within: Whether every step keeps to it.
    """

    difference: Difference
    apart: Array
    bound: Array
    within: bool


def agreement(
    one: DescendByHand,
    other: DescendByHand,
    x: Array,
    y: Array,
    learning_rate: float,
    steps: int,
) -> Agreement:
    """Run both on the same data and settings, and compare at every step.

    Args:
        one: A side's `by_hand` descent.
        other: Another side's.
        x: Points, (n,); both run in their dtype.
        y: Values, (n,).
        learning_rate: For the root mean square. On n points, a root of the
            summed squares at rate r is this at sqrt(n) r.
        steps: How many steps.

    Returns:
        The agreement of the exponents.

    Raises:
        ValueError: If the run passes so close to the optimum that rounding may
            decide at which step it turns.
    """
    bound = rounding_bound(x, y, START, learning_rate, steps).phi
    paths = [side(x, y, START, learning_rate, steps).phi for side in (one, other)]
    apart = np.abs(np.subtract(*paths, dtype=np.float64))
    within = bool(np.all(apart <= bound))
    return Agreement(largest_difference(*paths), apart, bound, within)


def as_published(descend: DescendByHand, setting: Setting, seed: int = 0) -> Path:
    """Run one draw of a setting without momentum by hand.

    A root of the summed squares is sqrt(n) times the root of their mean, so it
    takes the same path as that at sqrt(n) times the rate.

    Args:
        descend: That of a side's `by_hand`.
        setting: What to run.
        seed: Of the points.

    Returns:
        The path; its loss is the root of the mean.
    """
    rate = setting.learning_rate
    if setting.loss == "root_sum_square":
        rate *= setting.n**0.5
    x, y = sample(seed, setting.n, setting.low, setting.high)
    return descend(x, y, START, rate, setting.steps)
