"""The problem itself: its data, its two answers and its slopes."""

import numpy as np
import pytest

from spotdiff.toy_problem.problem import (
    LOSSES,
    START,
    TRUE_PHI,
    closed_form,
    descend,
    root_mean_square,
    root_sum_square,
    sample,
    sample_many,
)
from spotdiff.toy_problem.settings import (
    FACTORIAL,
    LISTING_1,
    LISTING_2,
    LISTING_3,
    LISTINGS,
)


def test_a_seed_gives_the_same_points_every_time_and_another_gives_others() -> None:
    assert np.array_equal(sample(3)[0], sample(3)[0])
    assert not np.array_equal(sample(3)[0], sample(4)[0])


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_points_lie_in_the_interval_and_values_are_their_squares(dtype: str) -> None:
    x, y = sample(0, 1000, 10, 11, dtype)
    assert x.dtype == y.dtype == dtype
    assert x.shape == (1000,)
    assert x.min() >= 10
    assert x.max() < 11
    assert np.array_equal(y, x * x)


def test_rows_are_the_samples_of_the_seeds_in_turn() -> None:
    x, y = sample_many(3, 5, 10, 11)
    assert x.shape == y.shape == (3, 5)
    assert np.array_equal(x[2], sample(2, 5, 10, 11)[0])
    assert np.array_equal(y[1], sample(1, 5, 10, 11)[1])


def test_the_closed_form_finds_the_exponent_without_a_descent() -> None:
    x, _ = sample(0)
    # Sums of 100 terms: a few units in the last place.
    assert closed_form(x, x**2) == pytest.approx(TRUE_PHI, rel=1e-14)
    assert closed_form(x, x**3.5) == pytest.approx(3.5, rel=1e-14)


@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("phi", [1.5, 2.5, 4.0])
def test_the_slope_written_out_is_the_slope_measured(name: str, phi: float) -> None:
    x, y = sample(0)
    step = 1e-5
    ahead, behind = (LOSSES[name](phi + way * step, x, y)[0] for way in (1, -1))
    _, gradient = LOSSES[name](phi, x, y)
    # A central difference errs by step**2 times the third derivative.
    assert gradient == pytest.approx((ahead - behind) / (2 * step), rel=1e-7)


def test_the_root_of_the_sum_is_ten_times_that_of_the_mean_of_a_hundred() -> None:
    x, y = sample(0, 100)
    total, mean = root_sum_square(3.0, x, y), root_mean_square(3.0, x, y)
    assert np.concatenate(total) == pytest.approx(10 * np.concatenate(mean))


def test_the_slope_at_the_optimum_is_nan() -> None:
    loss, gradient = root_mean_square(TRUE_PHI, *sample(0))
    assert loss == 0
    assert np.isnan(gradient)


def test_every_row_is_a_run_of_its_own() -> None:
    x, y = sample_many(3)
    together = descend(x, y, START, 5e-5, 20, momentum=0.5)
    alone = descend(x[1], y[1], START, 5e-5, 20, momentum=0.5)
    assert together.phi.shape == together.loss.shape == (21, 3)
    assert np.array_equal(together.phi[:, 1], alone.phi)
    assert np.array_equal(together.loss[:, 1], alone.loss)


def test_a_path_begins_at_the_start_and_steps_down_the_gradient() -> None:
    x, y = sample(0)
    path = descend(x, y, START, 5e-5, 2)
    loss, gradient = root_mean_square(START, x, y)
    assert path.phi[0] == START
    assert path.loss[0] == loss[0]
    assert path.phi[1] == START - 5e-5 * gradient[0]


def test_momentum_takes_a_share_of_the_last_step_again() -> None:
    x, y = sample(0)
    phi = descend(x, y, START, 1e-6, 2, momentum=0.5).phi
    _, gradient = root_mean_square(phi[1], x, y)
    assert phi[2] - phi[1] == pytest.approx(
        0.5 * (phi[1] - phi[0]) - 1e-6 * gradient[0], rel=1e-9
    )


def test_the_descent_finds_the_exponent() -> None:
    path = descend(*sample(0), START, 5e-5, 200)
    assert path.phi[-1] == pytest.approx(TRUE_PHI, abs=0.01)
    assert path.loss[-1] < path.loss[0] / 1000


def test_the_published_settings_are_these() -> None:
    assert [(s.n, s.low, s.high, s.steps) for s in LISTINGS] == [
        (100, 0, 10, 200),
        (1000, 0, 10, 10_000),
        (100, 10, 11, 500),
    ]
    assert [s.learning_rate for s in LISTINGS] == [5e-6, 5e-10, 5e-6]
    assert [s.momentum for s in LISTINGS] == [0.0, 0.9, 0.0]
    assert (LISTING_1.loss, LISTING_2.loss, LISTING_3.loss) == (
        "root_sum_square",
        "root_mean_square",
        "root_mean_square",
    )


def test_the_factorial_holds_every_pair_and_nothing_else_changes() -> None:
    assert len({(s.loss, s.low) for s in FACTORIAL}) == 4
    rest = {(s.n, s.high - s.low > 1, s.low, s.momentum, s.steps) for s in FACTORIAL}
    assert rest == {(100, True, 0, 0.0, 1500), (100, False, 10, 0.0, 1500)}
    assert {s.learning_rate for s in FACTORIAL} == {LISTING_1.learning_rate}
