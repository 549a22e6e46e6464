"""What a step costs in every mode, from a hundred points to ten million."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import tensorflow as tf
import torch

from spotdiff.measure import Call, Timing, no_wait, time_together
from spotdiff.runtime import unavailable
from spotdiff.toy_problem.iteration_cost import (
    problem,
    tensorflow1_side,
    tensorflow_side,
    torch_side,
)
from spotdiff.toy_problem.problem import START, Array, sample

SIZES = (100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000)
# So small that phi stays where it is, and every step costs the same.
LEARNING_RATE = 1e-12

Sweep = dict[int, dict[str, Timing]]


@dataclass(frozen=True)
class Costs:
    """The timings of a sweep.

    Attributes:
        steps: By size, then by mode: one step.
        powers: By size, then by library: x**phi alone.
        left_out: Why a mode is missing, by mode.
    """

    steps: Sweep
    powers: Sweep
    left_out: dict[str, str]


def powers(x: Array) -> dict[str, Call]:
    """Prepare x**phi alone, the step's dearest part, in every library."""
    pairs: dict[str, tuple[Any, Any]] = {
        "NumPy": (x, np.full(1, START, x.dtype)),
        "PyTorch": (torch.as_tensor(x), torch.tensor(START)),
        "TensorFlow": (tf.constant(x), tf.constant(START)),
    }
    return {name: partial(pow, *pair) for name, pair in pairs.items()}


def steppers(x: Array, y: Array) -> tuple[dict[str, Call], dict[str, str]]:
    """Prepare a step in every mode that can run here.

    Args:
        x: Points, (n,).
        y: Values, (n,).

    Returns:
        The calls by mode, and by mode why it is left out.
    """
    sides = {
        "PyTorch": torch_side,
        "TensorFlow": tensorflow_side,
        "TensorFlow 1": tensorflow1_side,
    }
    calls: dict[str, Call] = {"NumPy": problem.stepper(x, y, START, LEARNING_RATE)}
    left_out: dict[str, str] = {}
    for name, side in sides.items():
        for mode in side.MODES:
            if reason := unavailable(f"{name} {mode}"):
                left_out[f"{name} {mode}"] = reason
                continue
            calls[f"{name} {mode}"] = side.stepper(mode, x, y, START, LEARNING_RATE)
    return calls, left_out


def repeats_at(size: int) -> int:
    """Choose fewer repeats for the sizes that take long."""
    return 5 if size > 1_000_000 else 7 if size > 100_000 else 11


def measure_modes(
    sizes: Sequence[int] = SIZES, synchronize: Callable[[], object] = no_wait
) -> Costs:
    """Time a step, and x**phi alone, in float32 at every size.

    Args:
        sizes: Numbers of points.
        synchronize: Waits for the devices.

    Returns:
        The timings.
    """
    steps: Sweep = {}
    alone: Sweep = {}
    left_out: dict[str, str] = {}
    for size in sizes:
        x, y = sample(0, size, dtype=np.float32)
        calls, left_out = steppers(x, y)
        steps[size] = time_together(calls, repeats_at(size), synchronize)
        alone[size] = time_together(powers(x), repeats_at(size), synchronize)
    return Costs(steps, alone, left_out)


def memory_floor(size: int, bandwidth: float) -> float:
    """Return the seconds it takes to read x and y once, in float32."""
    return 2 * 4 * size / bandwidth


def crossovers(
    steps: Mapping[int, Mapping[str, Timing]], slow_start: str, fast_start: str
) -> list[float]:
    """Find where the median of one mode overtakes that of another.

    Args:
        steps: Timings by size and mode.
        slow_start: One mode.
        fast_start: Another.

    Returns:
        The sizes at which the faster of the two changes, interpolated between
        the measured ones on logarithmic axes; empty if one is always faster.
    """
    sizes = np.array(sorted(steps))
    lead = np.array(
        [
            np.log(steps[n][slow_start].median / steps[n][fast_start].median)
            for n in sizes
        ]
    )
    at = np.flatnonzero(np.sign(lead[:-1]) != np.sign(lead[1:]))
    share = lead[at] / (lead[at] - lead[at + 1])
    logs = np.log(sizes)
    return [float(n) for n in np.exp(logs[at] + share * (logs[at + 1] - logs[at]))]
