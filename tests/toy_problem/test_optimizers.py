"""The frameworks' own optimisers recover the exponent, by nearly one path."""

from types import ModuleType

import numpy as np
import pytest

from spotdiff.measure import largest_difference
from spotdiff.toy_problem.optimizers import tensorflow_side, torch_side
from spotdiff.toy_problem.problem import START, TRUE_PHI, Path, descend, sample
from spotdiff.toy_problem.settings import OPTIMIZER_RATES, OPTIMIZER_STEPS

NAMES = list(OPTIMIZER_RATES)
# Keras keeps rates, momenta and the betas' powers in float32, and another
# epsilon: relative 1e-5 a step, at most, of a way of 2.
KERAS_TOLERANCE = 5e-5
# PyTorch computes in the dtype of the points: rounding alone, 300 steps.
TORCH_TOLERANCE = 1e-9

Paths = dict[tuple[str, str], Path]


@pytest.fixture(scope="module")
def paths() -> Paths:
    sides = {"torch": torch_side, "tensorflow": tensorflow_side}
    return {
        (name, label): side.descend(
            name, *sample(0), START, OPTIMIZER_RATES[name], OPTIMIZER_STEPS
        )
        for label, side in sides.items()
        for name in NAMES
    }


@pytest.mark.parametrize("label", ["torch", "tensorflow"])
@pytest.mark.parametrize("name", NAMES)
def test_every_optimiser_recovers_the_exponent(
    paths: Paths, name: str, label: str
) -> None:
    # RMSProp, the roughest, goes on bouncing by its learning rate, 0.02.
    last = paths[name, label].phi[-50:]
    assert np.abs(last - TRUE_PHI).max() < 0.03


@pytest.mark.parametrize("name", NAMES)
def test_both_sides_walk_one_path_but_for_keras_float32_settings(
    paths: Paths, name: str
) -> None:
    one, other = (paths[name, label].phi for label in ("torch", "tensorflow"))
    assert largest_difference(one, other).absolute < KERAS_TOLERANCE


@pytest.mark.parametrize("name", NAMES)
def test_the_paths_are_not_the_same_to_the_last_bit(paths: Paths, name: str) -> None:
    one, other = (paths[name, label].phi for label in ("torch", "tensorflow"))
    assert largest_difference(one, other).absolute > TORCH_TOLERANCE


@pytest.mark.parametrize(("name", "momentum"), [("SGD", 0.0), ("momentum", 0.9)])
def test_plain_descent_and_momentum_match_the_oracle(
    paths: Paths, name: str, momentum: float
) -> None:
    oracle = descend(
        *sample(0), START, OPTIMIZER_RATES[name], OPTIMIZER_STEPS, momentum=momentum
    )
    apart = largest_difference(paths[name, "torch"].phi, oracle.phi).absolute
    assert apart < TORCH_TOLERANCE
    apart = largest_difference(paths[name, "tensorflow"].phi, oracle.phi).absolute
    assert apart < KERAS_TOLERANCE


def test_each_name_is_another_way() -> None:
    ends = {
        name: torch_side.descend(name, *sample(0), START, 1e-5, 3).phi[-1]
        for name in NAMES
    }
    assert len(set(ends.values())) == len(NAMES)


@pytest.mark.parametrize("side", [torch_side, tensorflow_side])
def test_a_side_names_the_optimisers_of_the_settings(side: ModuleType) -> None:
    assert list(side.OPTIMIZERS) == NAMES


def test_a_rate_that_float32_holds_exactly_brings_the_paths_together() -> None:
    wish = ("SGD", *sample(0), START, 2.0**-14, OPTIMIZER_STEPS)
    one, other = (side.descend(*wish).phi for side in (torch_side, tensorflow_side))
    assert largest_difference(one, other).absolute < TORCH_TOLERANCE
