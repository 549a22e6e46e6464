"""At zero error the slope of a root is NaN in both; a norm's, in one only."""

import math
from types import ModuleType

import numpy as np
import pytest
import tensorflow as tf
import torch

from spotdiff.toy_problem.optimum import tensorflow_side, torch_side
from spotdiff.toy_problem.optimum.problem import descend, exact_points
from spotdiff.toy_problem.problem import (
    TRUE_PHI,
    root_mean_square,
    root_sum_square,
    sample,
)

SIDES = [torch_side, tensorflow_side]
both_sides = pytest.mark.parametrize("side", SIDES)
both_dtypes = pytest.mark.parametrize("dtype", ["float32", "float64"])


@both_sides
@pytest.mark.parametrize("phi", [1.5, 3.0])
def test_away_from_the_optimum_every_form_has_the_slope_of_the_oracle(
    side: ModuleType, phi: float
) -> None:
    x, y = sample(0)
    loss, root_slope = root_mean_square(phi, x, y)
    expected = {
        "mean square": 2 * loss[0] * root_slope[0],
        "root": root_slope[0],
        "norm": root_sum_square(phi, x, y)[1][0],
        "guarded root": root_slope[0],
    }
    found = {form: side.gradient_of(form, x, y, phi) for form in side.FORMS}
    # Sums of 100 terms in float64, in another order.
    assert found == pytest.approx(expected, rel=1e-12)


@both_dtypes
@both_sides
def test_the_root_spelled_out_has_no_slope_at_the_optimum(
    side: ModuleType, dtype: str
) -> None:
    assert math.isnan(side.gradient_of("root", *exact_points(dtype), TRUE_PHI))


@both_dtypes
@pytest.mark.parametrize("form", ["mean square", "guarded root"])
@both_sides
def test_without_the_root_or_with_a_guard_the_slope_is_zero(
    side: ModuleType, form: str, dtype: str
) -> None:
    assert side.gradient_of(form, *exact_points(dtype), TRUE_PHI) == 0


@both_dtypes
def test_the_norm_is_where_they_differ(dtype: str) -> None:
    points = exact_points(dtype)
    assert torch_side.gradient_of("norm", *points, TRUE_PHI) == 0
    assert math.isnan(tensorflow_side.gradient_of("norm", *points, TRUE_PHI))


@both_sides
def test_a_run_started_at_the_optimum_is_lost_after_one_step(side: ModuleType) -> None:
    points = exact_points()
    path = descend(side.gradient_of, "root", *points, TRUE_PHI, 1e-6, 3)
    assert path.shape == (4,)
    assert path[0] == TRUE_PHI
    assert np.isnan(path[1:]).all()


@both_sides
def test_a_guarded_run_started_at_the_optimum_stays_there(side: ModuleType) -> None:
    points = exact_points()
    path = descend(side.gradient_of, "guarded root", *points, TRUE_PHI, 1e-6, 3)
    assert path.tolist() == [TRUE_PHI] * 4


@both_dtypes
def test_the_exact_points_are_exact(dtype: str) -> None:
    x, y = exact_points(dtype)
    assert x.dtype == y.dtype == dtype
    assert np.array_equal(np.sqrt(y), x)


def test_elsewhere_pow_rounds_and_the_slope_at_the_optimum_is_noise() -> None:
    """x**2.0 is x * x in NumPy; a framework's pow may end in another bit."""
    slopes = [side.gradient_of("root", *sample(0), TRUE_PHI) for side in SIDES]
    assert all(math.isfinite(slope) and slope != 0 for slope in slopes)


def test_one_where_after_the_root_does_not_help_in_pytorch() -> None:
    mean = torch.tensor(0.0, requires_grad=True)
    torch.where(mean > 0, torch.sqrt(mean), mean).backward()
    assert mean.grad is not None
    assert math.isnan(mean.grad)


def slope_of_one_where(mean: tf.Tensor) -> tf.Tensor:
    with tf.GradientTape() as tape:
        tape.watch(mean)
        loss = tf.where(mean > 0, tf.sqrt(mean), mean)
    # One for the branch that is taken, and what the other one adds to it.
    return tape.gradient(loss, mean)


def test_one_where_after_the_root_is_enough_in_tensorflow() -> None:
    assert slope_of_one_where(tf.constant(0.0)) == 1
    assert tf.function(slope_of_one_where)(tf.constant(0.0)) == 1


def test_one_where_after_the_root_does_not_help_under_xla() -> None:
    compiled = tf.function(slope_of_one_where, jit_compile=True)
    assert math.isnan(compiled(tf.constant(0.0)))
