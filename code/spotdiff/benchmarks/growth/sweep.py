"""A step of both examples at every size, all modes and all sizes in turns."""

from collections.abc import Mapping, Sequence
from functools import partial
from types import ModuleType

import numpy as np

from spotdiff.benchmarks.growth.exponents import Curve
from spotdiff.benchmarks.growth.problem import IMAGES, POINTS, WIDTHS, network
from spotdiff.classifier.problem import SMALL, Network, initial_weights
from spotdiff.classifier.speed import tensorflow_steps, torch_steps
from spotdiff.classifier.speed.problem import BATCH, batch
from spotdiff.graphs.break_even.bill import expected_retracing
from spotdiff.measure import Call, no_wait, time_together
from spotdiff.toy_problem.iteration_cost.sweep import steppers
from spotdiff.toy_problem.problem import sample

# Those that need no program of their own for a size.
TOY_MODES = (
    "PyTorch eager",
    "PyTorch compiled",
    "TensorFlow eager",
    "TensorFlow function",
)
CLASSIFIER_MODES: dict[str, tuple[ModuleType, str]] = {
    "PyTorch eager": (torch_steps, "eager"),
    "TensorFlow eager": (tensorflow_steps, "eager"),
    "TensorFlow function": (tensorflow_steps, "function"),
}
ROUNDS = 5

Steps = dict[int, dict[str, Call]]
Curves = dict[str, Curve]


def toy_steps(sizes: Sequence[int] = POINTS) -> Steps:
    """Prepare a step of the toy problem, by the number of points and by mode."""
    found: Steps = {}
    for size in sizes:
        can, _ = steppers(*sample(0, size, dtype=np.float32))
        found[size] = {mode: can[mode] for mode in TOY_MODES if mode in can}
    return found


def step_of(mode: str, network: Network, sizes: Sequence[int]) -> dict[int, Call]:
    """Prepare a step of a network in one mode, by the number of images."""
    side, way = CLASSIFIER_MODES[mode]
    _, step = side.prepare(way, network, initial_weights(network))
    return {size: partial(step, *side.place(*batch(size))) for size in sizes}


def image_steps(sizes: Sequence[int] = IMAGES) -> Steps:
    """Prepare a step of the small network, by the number of images and by mode."""
    found = {mode: step_of(mode, SMALL, sizes) for mode in CLASSIFIER_MODES}
    return {size: {mode: found[mode][size] for mode in found} for size in sizes}


def width_steps(sizes: Sequence[int] = WIDTHS) -> Steps:
    """Prepare a step of usual size, by the width of the network and by mode."""
    return {
        size: {
            mode: step_of(mode, network(size), [BATCH])[BATCH]
            for mode in CLASSIFIER_MODES
        }
        for size in sizes
    }


def measure(
    steps: Mapping[int, Mapping[str, Call]],
    rounds: int = ROUNDS,
    synchronize: Call = no_wait,
) -> Curves:
    """Time every step of every size in turns, so that a round is a whole curve.

    Args:
        steps: By size, then by mode; the same modes at every size.
        rounds: Samples of each.
        synchronize: Waits for the devices.

    Returns:
        Seconds a step, by mode.
    """
    named = {
        f"{mode} at {size}": call
        for size, calls in steps.items()
        for mode, call in calls.items()
    }
    with expected_retracing():  # a graph a size, each warmed up once
        taken = time_together(named, rounds, synchronize)
    sizes = np.array(list(steps), np.float64)
    return {
        mode: Curve(
            sizes,
            np.stack([taken[f"{mode} at {size}"].samples for size in steps], axis=1),
        )
        for mode in next(iter(steps.values()))
    }
