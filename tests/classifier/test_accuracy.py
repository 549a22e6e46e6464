"""Accuracies are counted rightly, and differ between frameworks by luck alone."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from spotdiff import data, runtime
from spotdiff.classifier.accuracy import experiment, pictures, tables
from spotdiff.classifier.accuracy.experiment import Outcome, Plan
from spotdiff.classifier.problem import LARGE, SMALL, Labels

QUICK = Plan(SMALL, epochs=2, seeds=2)
TRUTH = np.array([3, 3, 5])


def outcome(*runs: list[list[int]], framework: str = "PyTorch") -> Outcome:
    return Outcome(framework, QUICK, np.array(runs), TRUTH)


@pytest.fixture(scope="module")
def found() -> list[Outcome]:
    return experiment.outcomes(data.small_digits(), [QUICK])


def test_accuracy_is_the_share_of_right_answers() -> None:
    one = outcome([[3, 0, 0], [3, 3, 0]], [[0, 0, 0], [3, 3, 5]])
    assert one.accuracies == pytest.approx(np.array([[1, 2], [0, 3]]) / 3)
    assert one.final == pytest.approx([2 / 3, 1])


def test_confusion_counts_who_was_taken_for_whom_at_the_end() -> None:
    counts = outcome([[0, 0, 0], [3, 8, 5]], [[0, 0, 0], [8, 8, 5]]).confusion
    assert (counts[3, 3], counts[3, 8], counts[5, 5]) == (1, 3, 2)
    assert counts.sum() == 6


def test_missed_by_both_wants_most_runs_of_each() -> None:
    one = outcome([[0, 0, 0], [8, 3, 5]], [[0, 0, 0], [8, 8, 5]])
    other = outcome([[0, 0, 0], [8, 8, 1]], [[0, 0, 0], [9, 8, 1]])
    pair = {"PyTorch": one, "TensorFlow": other}
    assert experiment.missed_by_both(pair) == [(0, 3, 8)]


def test_mistakes_are_shared_seed_by_seed() -> None:
    one = outcome([[0, 0, 0], [8, 8, 5]], [[0, 0, 0], [3, 3, 0]])
    other = outcome([[0, 0, 0], [8, 3, 5]], [[0, 0, 0], [3, 3, 1]])
    assert experiment.shared_mistakes(one, other) == pytest.approx((0.5 + 1) / 2)
    right = outcome([[0, 0, 0], [3, 3, 5]])
    assert experiment.shared_mistakes(right, right) == 0


def test_an_interval_is_read_as_it_stands() -> None:
    doubtful = experiment.Interval(0.01, -0.01, 0.03)
    assert tables.points(doubtful) == "+1.0 (−1.0 to +3.0)"
    assert tables.points(doubtful, signed=False) == "1.0 (−1.0 to 3.0)"
    assert "no difference" in tables.reading(doubtful)
    assert "PyTorch ahead" in tables.reading(experiment.Interval(0.02, 0.01, 0.03))
    assert "TensorFlow ahead" in tables.reading(experiment.Interval(-0.2, -0.3, -0.1))


def test_an_interval_is_students() -> None:
    values = np.array([0.96, 0.95, 0.97, 0.955])
    found = experiment.interval(values)
    expected = stats.ttest_1samp(values, 0).confidence_interval(0.95)
    assert (found.low, found.high) == pytest.approx(tuple(expected))
    assert found.mean == pytest.approx(values.mean())
    assert not found.holds_zero
    assert experiment.interval(values - 0.96).holds_zero


def test_equal_values_leave_no_doubt() -> None:
    assert experiment.interval(np.array([0.5, 0.5])) == experiment.Interval(
        0.5, 0.5, 0.5
    )


def test_every_network_is_trained_in_both_frameworks_from_every_seed(
    found: list[Outcome],
) -> None:
    assert [one.framework for one in found] == ["PyTorch", "TensorFlow"]
    for one in found:
        assert one.answers.shape == (2, 2, data.TEST_DIGITS)
        assert (one.final > 0.6).all()
        assert (one.answers[0] != one.answers[1]).any()


def test_what_dropout_drops_is_all_that_tells_the_frameworks_apart() -> None:
    digits = data.small_digits()
    still = replace(SMALL, channel_dropout=0.0, unit_dropout=0.0)
    plan = Plan(still, epochs=1, seeds=1)
    one, other = (
        experiment.answers(framework, plan, 0, digits) for framework in experiment.SIDES
    )
    # Float32 and a rate at which steps are large: a doubtful image may tip over.
    assert (one != other).mean() < 0.02
    dropping = replace(plan, network=SMALL)
    noisy = experiment.answers("PyTorch", dropping, 0, digits)
    assert (noisy != one).mean() > 0.05


@pytest.mark.parametrize("framework", experiment.SIDES)
def test_the_same_seed_gives_the_same_answers_whatever_went_before(
    framework: str,
) -> None:
    digits = data.small_digits()
    plan = Plan(SMALL, epochs=1, seeds=1)
    found = []
    for before in (1, 2):
        experiment.seed_both(before)
        found.append(experiment.answers(framework, plan, 3, digits))
    assert (found[0] == found[1]).all()


def test_the_plans_are_those_of_both_networks() -> None:
    assert list(experiment.PLANS) == list(runtime.DATA_SETS)
    for plans in experiment.PLANS.values():
        assert [plan.network for plan in plans] == [SMALL, LARGE]
        assert all(plan.seeds >= 3 for plan in plans)


def test_the_plans_follow_the_data_of_the_build(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SPOTDIFF_DATA", "mnist")
    asked: list[Plan] = []

    def answer(framework: str, plan: Plan, seed: int, digits: data.Digits) -> Labels:
        asked.append(plan)
        return np.zeros((1, len(digits.test_labels)), np.int64)

    monkeypatch.setattr(experiment, "answers", answer)
    experiment.outcomes(data.small_digits())
    assert set(asked) == set(experiment.PLANS["mnist"])


def test_pictures_say_what_they_show(found: list[Outcome]) -> None:
    curves = pictures.learning_curves(found)
    assert f"{100 * found[0].final.mean():.1f} %" in curves.alt
    assert len(curves.table.splitlines()) == 1 + 2 * 2
    grid = pictures.confusion({one.framework: one for one in found})
    assert len(grid.table.splitlines()) == 1 + 2 * 100
    assert "taken for" in grid.alt


def test_the_table_compares_seed_by_seed(found: list[Outcome]) -> None:
    (row,) = tables.final(found).rows
    assert row[:3] == ("small, 21\u202f840 weights", QUICK.epochs, QUICK.seeds)
    assert row[-1] == tables.points(experiment.lead(*found))


def test_missed_digits_are_drawn_with_what_they_are_taken_for() -> None:
    picture = pictures.missed(data.small_digits(), [(56, 4, 9), (3, 8, 1)])
    assert "4, not 9; 8, not 1" in picture.alt
    assert len(picture.table.splitlines()) == 1 + 2 * 28 * 28
    assert "there are none" in pictures.missed(data.small_digits(), []).alt
