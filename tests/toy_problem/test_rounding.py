"""The bound on rounding holds, is not empty, and says when it cannot hold."""

import numpy as np
import pytest

from spotdiff.toy_problem.problem import START, Path, descend, sample
from spotdiff.toy_problem.rounding import rounding_bound


def widened(seed: int, loss: str = "root_mean_square") -> tuple[Path, Path, Path]:
    """Run in float32 and, on the very same numbers, in float64."""
    x, y = sample(seed, dtype=np.float32)
    rate = 5e-5 if loss == "root_mean_square" else 5e-6
    exact = descend(
        x.astype(np.float64), y.astype(np.float64), START, rate, 200, loss=loss
    )
    rounded = descend(x, y, START, rate, 200, loss=loss)
    return rounded, exact, rounding_bound(x, y, START, rate, 200, loss)


@pytest.mark.parametrize("loss", ["root_mean_square", "root_sum_square"])
@pytest.mark.parametrize("seed", [2, 7, 8, 10])
def test_a_float32_run_keeps_to_the_bound_at_every_step(seed: int, loss: str) -> None:
    rounded, exact, bound = widened(seed, loss)
    assert np.all(np.abs(rounded.phi - exact.phi) <= bound.phi)
    assert np.all(np.abs(rounded.loss - exact.loss) <= bound.loss)


def test_the_bound_is_narrow_enough_to_mean_something() -> None:
    # Beside a bounce of half-width 2.4e-3, and a first step of 0.4.
    assert widened(2)[2].phi.max() < 1e-3


def test_a_run_at_a_rate_one_part_in_a_thousand_off_breaks_the_bound() -> None:
    x, y = sample(0)
    bound = rounding_bound(x, y, START, 5e-5, 200)
    right, wrong = (descend(x, y, START, rate, 200) for rate in (5e-5, 5.005e-5))
    assert np.any(np.abs(right.phi - wrong.phi) > bound.phi)


def test_nothing_is_off_before_the_first_step_and_more_in_float32_after() -> None:
    wide, narrow = (
        rounding_bound(*sample(2, dtype=dtype), START, 5e-5, 200)
        for dtype in (np.float32, np.float64)
    )
    assert wide.phi[0] == narrow.phi[0] == 0
    assert np.all(wide.phi[1:] > 1e6 * narrow.phi[1:])


def test_a_run_that_passes_too_close_to_the_optimum_is_refused() -> None:
    x, y = sample(1, dtype=np.float32)
    with pytest.raises(ValueError, match=r"step 96: .* may turn at different steps"):
        rounding_bound(x, y, START, 5e-5, 200)


def test_a_run_that_starts_at_the_optimum_is_refused() -> None:
    with pytest.raises(ValueError, match="step 0"):
        rounding_bound(*sample(0), 2.0, 5e-5, 1)
