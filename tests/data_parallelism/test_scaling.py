"""Steps and exchanges that teams time, a ring's prices, and how they would grow."""

import numpy as np
import pytest

from spotdiff.data_parallelism.scaling import growth, pictures, problem, ring, teams
from spotdiff.data_parallelism.scaling.problem import (
    EXCHANGE,
    GRADIENT,
    PARALLEL,
    SINGLE,
    Timed,
)
from spotdiff.data_parallelism.scaling.ring import Exchange, Prices

# Of losses near 2.3, in float32.
SAME = 1e-5
PRICES = Prices(0.0, 2e-4, 1e-9)


@pytest.fixture(scope="module")
def measured() -> teams.Measured:
    return teams.Waiting(workers=(2,), turns=2).measure()


def test_both_frameworks_time_the_same_step(measured: teams.Measured) -> None:
    ours, theirs = (measured[name, 2] for name in growth.FRAMEWORKS)
    assert ours.losses.keys() == theirs.losses.keys()
    for timed, losses in ours.losses.items():
        np.testing.assert_allclose(losses, theirs.losses[timed], rtol=0, atol=SAME)
        assert (losses[0] != losses[1]) == (timed.what != EXCHANGE)


def test_a_step_with_others_is_timed_by_all(measured: teams.Measured) -> None:
    found = measured["PyTorch", 2]
    steps = [timed for timed in found.samples if timed.what == PARALLEL]
    assert [timed.size for timed in steps] == [32, 64]
    assert all(found.samples[timed].shape == (2, 2) for timed in steps)
    assert all((found.samples[timed] > 0).all() for timed in found.samples)


def test_one_works_while_the_other_waits(measured: teams.Measured) -> None:
    for found in measured.values():
        singles = [timed for timed in found.samples if timed.what == SINGLE]
        assert [timed.size for timed in singles] == [64, 32, 16]
        for timed in singles:
            worked, waited = found.samples[timed]
            assert (waited < worked / 10).all()
            assert found.losses[timed][1] == 0


def test_what_was_measured_can_be_learnt_from(measured: teams.Measured) -> None:
    known = {
        Timed(SINGLE, 64 // n): np.full((2, 2), 0.01 + 0.08 / n) for n in (1, 2, 4)
    }
    found = measured["PyTorch", 2]
    taught = teams.Found({**found.samples, **known}, found.losses)
    machine = growth.learn({**measured, ("PyTorch", 2): taught}, "PyTorch", 2)
    assert (machine.start, machine.image) == pytest.approx((0.01, 0.08 / 64))
    assert machine.prices.byte > 0
    assert machine.prices.call == machine.kinder.hop == 0
    assert pictures.exchange(
        measured, dict.fromkeys(growth.FRAMEWORKS, machine.prices), 2
    ).alt


@pytest.mark.parametrize(
    ("reading", "prices"),
    [(ring.ROUNDS, PRICES), (ring.CALL, Prices(3e-4, 0.0, 1e-9))],
)
def test_a_fit_finds_the_prices_that_made_the_times(
    reading: str, prices: Prices
) -> None:
    timed = [
        Exchange(
            workers,
            size,
            ring.crowding(workers, 2) * ring.seconds(prices, size, workers),
        )
        for workers in (2, 4)
        for size in problem.SIZES
    ]
    found = ring.fit(timed, 2, reading)
    expected = (prices.call, prices.hop, prices.byte)
    assert (found.call, found.hop, found.byte) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("workers", [1, 2, 8, 64])
def test_punctual_messages_take_what_the_formula_says(workers: int) -> None:
    rng = np.random.default_rng(0)
    ready = np.zeros((3, workers))
    last = ring.simulate(PRICES, GRADIENT, ready, np.ones(1), rng)
    assert last == pytest.approx(ring.seconds(PRICES, GRADIENT, workers))


def test_one_late_worker_makes_all_late() -> None:
    ready = np.zeros((1, 8))
    ready[0, 3] = 5.0
    rng = np.random.default_rng(0)
    last = ring.simulate(PRICES, GRADIENT, ready, np.ones(1), rng)
    assert last == pytest.approx(5.0 + ring.seconds(PRICES, GRADIENT, 8))


def test_efficiency_falls_with_the_workers_and_sooner_where_images_are_shared() -> None:
    ones = np.ones(1)
    machine = growth.Machine(0.005, 0.001, PRICES, PRICES, ones, ones)
    weak, strong = (
        [machine.efficiency(load, n, machine.step(load, n)) for n in (1, 8, 64, 1024)]
        for load in (problem.WEAK, problem.STRONG)
    )
    assert weak[0] == strong[0] == 1
    assert sorted(weak, reverse=True) == weak
    assert sorted(strong, reverse=True) == strong
    assert strong[-1] < weak[-1]
