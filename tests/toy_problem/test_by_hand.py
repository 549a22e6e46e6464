"""Descent by hand: both sides, and the graph era, walk the oracle's path."""

import warnings
from types import ModuleType

import numpy as np
import pytest

from spotdiff.measure import largest_difference
from spotdiff.toy_problem.by_hand import tensorflow1_side, tensorflow_side, torch_side
from spotdiff.toy_problem.problem import START, TRUE_PHI, descend, sample
from spotdiff.toy_problem.rounding import rounding_bound

SIDES = [torch_side, tensorflow_side, tensorflow1_side]
# Learning rate and steps; seed 2 in float32 keeps clear of the optimum.
SEED, RATE, STEPS = 2, 5e-5, 200


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("side", SIDES, ids=lambda side: side.__name__.split(".")[-1])
def test_a_side_matches_the_oracle_within_rounding(
    side: ModuleType, dtype: str
) -> None:
    x, y = sample(SEED, dtype=dtype)
    path = side.descend(x, y, START, RATE, STEPS)
    oracle = descend(x.astype("f8"), y.astype("f8"), START, RATE, STEPS)
    bound = rounding_bound(x, y, START, RATE, STEPS)
    assert np.all(np.abs(path.phi - oracle.phi) <= bound.phi)
    assert np.all(np.abs(path.loss - oracle.loss) <= bound.loss)


@pytest.mark.parametrize("other", [tensorflow_side, tensorflow1_side])
def test_both_frameworks_walk_one_path(other: ModuleType) -> None:
    x, y = sample(SEED)
    one = torch_side.descend(x, y, START, RATE, STEPS)
    two = other.descend(x, y, START, RATE, STEPS)
    bound = rounding_bound(x, y, START, RATE, STEPS)
    assert largest_difference(one.phi, two.phi).absolute <= bound.phi.max()


@pytest.mark.parametrize("side", SIDES)
def test_a_side_finds_the_exponent(side: ModuleType) -> None:
    path = side.descend(*sample(SEED), START, RATE, STEPS)
    # A fixed step bounces about the optimum by some learning rate * slope.
    assert path.phi[-1] == pytest.approx(TRUE_PHI, abs=0.01)
    assert path.phi.shape == path.loss.shape == (STEPS + 1,)


@pytest.mark.parametrize("side", SIDES)
def test_the_run_is_in_the_dtype_of_the_points(side: ModuleType) -> None:
    path = side.descend(*sample(SEED, dtype="float32"), START, RATE, 5)
    exact = side.descend(*sample(SEED, dtype="float64"), START, RATE, 5)
    assert np.array_equal(path.phi, np.float32(path.phi))
    assert not np.array_equal(exact.phi, np.float32(exact.phi))


@pytest.mark.parametrize("side", SIDES)
def test_a_side_leaves_its_data_alone_and_warns_of_nothing(side: ModuleType) -> None:
    x, y = sample(SEED)
    before = x.copy(), y.copy()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        side.descend(x, y, START, RATE, 2)
    assert np.array_equal(x, before[0])
    assert np.array_equal(y, before[1])


def test_only_pytorch_adds_a_gradient_to_the_last_one() -> None:
    """The difference: PyTorch accumulates, so its side resets; a tape does not."""
    import tensorflow as tf
    import torch

    weight = torch.tensor(3.0, requires_grad=True)
    for _ in range(2):
        (weight**2).backward()
    variable = tf.Variable(3.0)
    for _ in range(2):
        with tf.GradientTape() as tape:
            square = variable**2
        gradient = tape.gradient(square, variable)
    assert weight.grad == 12.0
    assert gradient == 6.0
