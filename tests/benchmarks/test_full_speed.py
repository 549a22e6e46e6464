"""What the book's trainings are held against computes the same, and is timed fairly."""

import time
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest

from benchmarks import best_tensorflow, best_torch, full_speed
from benchmarks.full_speed import BOOK, Example
from spotdiff.classifier import oracle
from spotdiff.classifier.carrying import tensorflow_side as keras_weights
from spotdiff.classifier.carrying import torch_side as torch_weights
from spotdiff.classifier.module.tensorflow_side import Classifier
from spotdiff.classifier.problem import gather, initial_weights
from spotdiff.classifier.sequential import tensorflow_side, torch_side
from spotdiff.classifier.speed.problem import batch
from spotdiff.measure import Timing
from spotdiff.toy_problem.by_hand import torch_side as by_hand
from spotdiff.toy_problem.optimizers import torch_side as optimizers
from spotdiff.toy_problem.problem import START, sample

# float32 and a few steps: the losses are near two, and right to some units of 2e-7.
TOLERANCE = 5e-6
# float64 and a few steps: some units of 4e-16, of numbers below a thousand.
NARROW = 1e-11
STEPS, RATE, MOMENTUM = 4, 0.05, 0.5
BATCHES = [batch(8, seed) for seed in range(STEPS)]
MASKED = [gather(*each, dropped=number) for number, each in enumerate(BATCHES)]
PLAIN = [gather(*each) for each in BATCHES]


def expected(batches: list[Any]) -> Any:
    wide = [each._replace(images=each.images.astype("f8")) for each in batches]
    return oracle.train(initial_weights(dtype=np.float64), wide, RATE, MOMENTUM)[0]


@pytest.mark.parametrize("side", [best_torch, best_tensorflow])
def test_the_rewritten_descent_is_the_same(side: Any) -> None:
    given = (*sample(0), START, 5e-6, 10)
    np.testing.assert_allclose(side.descend(*given), by_hand.descend(*given), NARROW)


def test_the_rewritten_optimiser_is_the_same() -> None:
    given = (*sample(0), START, 0.05, 10)
    found = best_torch.descend_fused(*given)
    np.testing.assert_allclose(found, optimizers.descend("Adam", *given), 1e-9)


def test_the_rewritten_optimiser_of_keras_is_the_same() -> None:
    from spotdiff.toy_problem.optimizers import tensorflow_side

    given = (*sample(0), START, 0.05, 10)
    found = best_tensorflow.descend_built(*given)
    wanted = tensorflow_side.descend("Adam", *given)
    np.testing.assert_allclose(found, wanted, NARROW)


@pytest.mark.parametrize(
    "train",
    [
        partial(best_torch.train_raw, last=False),
        best_torch.train_raw,
        best_tensorflow.train_raw,
    ],
)
def test_bare_arrays_learn_the_same(train: Callable[..., Any]) -> None:
    found = train(initial_weights(), MASKED, RATE, MOMENTUM)
    np.testing.assert_allclose(found, expected(MASKED), atol=TOLERANCE)


def in_torch(last: bool) -> Any:
    model = torch_side.classifier()
    torch_weights.put(model, initial_weights())
    return best_torch.train(model, BATCHES, RATE, MOMENTUM, last)


def in_tensorflow() -> Any:
    model = tensorflow_side.classifier()
    keras_weights.put(model, initial_weights())
    return best_tensorflow.train(model, BATCHES, RATE, MOMENTUM)


def test_a_class_of_ones_own_learns_too() -> None:
    losses = best_tensorflow.train(Classifier(), BATCHES[:1] * 8, RATE, MOMENTUM)
    assert losses[-1] < 0.9 * losses[0]


@pytest.mark.parametrize(
    "losses", [partial(in_torch, False), partial(in_torch, True), in_tensorflow]
)
def test_networks_learn_the_same(losses: Callable[[], Any]) -> None:
    np.testing.assert_allclose(losses(), expected(PLAIN), atol=TOLERANCE)


def test_keras_s_loop_takes_every_step_and_returns_as_often_as_it_is_told() -> None:
    train = partial(best_tensorflow.fit, at_once=2)
    seconds = full_speed.fit_run(train, tensorflow_side.classifier, BATCHES * 11, 2)
    assert 0 < seconds < 1


# Timing -----------------------------------------------------------------------


def test_batches_are_handed_on_and_their_moments_noted() -> None:
    seen = full_speed.Watched("abc", [])
    assert (len(seen), seen[1], list(seen)) == (3, "b", ["a", "b", "c"])
    assert seen.times == sorted(seen.times)
    assert len(seen.times) == 3


def test_what_comes_first_does_not_count() -> None:
    times = [0, 100, 101, 102, 103]
    assert full_speed.a_step(times, warm=1) == 1
    # Moments that are two steps apart; the first two steps are left out.
    assert full_speed.a_step(times, each=2, warm=2) == 0.5


def test_a_run_is_timed_over_its_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([10.0, 14.0])
    monkeypatch.setattr(time, "perf_counter", lambda: next(clock))
    assert full_speed.whole(lambda: None, 8) == 0.5


def test_runs_take_turns_after_one_that_warms_up() -> None:
    order: list[str] = []

    def run(name: str) -> float:
        order.append(name)
        return float(len(order))

    found = full_speed.in_turns({name: partial(run, name) for name in "ab"}, repeats=4)
    assert order[:2] == ["a", "b"]
    rounds = [order[at : at + 2] for at in range(2, len(order), 2)]
    assert [sorted(each) for each in rounds] == [["a", "b"]] * 4
    assert len(found["a"].samples) == 4


@pytest.mark.parametrize(
    ("seconds", "told"), [(2.0, "yes"), (2.09, "yes"), (3.0, "to be mended")]
)
def test_what_is_slower_than_allowed_is_to_be_mended(seconds: float, told: str) -> None:
    timings = {
        BOOK: Timing(np.full(5, seconds)),
        "slow": Timing(np.full(5, 4.0)),
        "fast": Timing(np.full(5, 2.0)),
    }
    (row,) = full_speed.table([(Example("an example", {}), timings)]).rows
    assert row[2] == "fast"
    assert row[-1] == told


def test_every_kind_of_example_is_there() -> None:
    kinds = (full_speed.descents, full_speed.bare, full_speed.networks, full_speed.fits)
    found = [example for kind in kinds for example in kind()]
    assert len({example.name for example in found}) == len(found) == 15
    assert all(len(example.runs) > 1 and BOOK in example.runs for example in found)
