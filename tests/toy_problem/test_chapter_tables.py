"""The chapter's tables write their numbers the way a reader would."""

import numpy as np
import pytest

from spotdiff.measure import Timing
from spotdiff.toy_problem.causes import tables as cause_tables
from spotdiff.toy_problem.causes.experiment import Outcome, Summary
from spotdiff.toy_problem.iteration_cost import tables as cost_tables
from spotdiff.toy_problem.iteration_cost.sweep import Costs
from spotdiff.toy_problem.settings import FACTORIAL, LISTING_1, LISTINGS

ARRIVED = Summary(94.0, 84.0, 109.0, 1.0)
NEVER = Summary(np.nan, np.nan, np.nan, 0.0)


def costs(left_out: dict[str, str] | None = None) -> Costs:
    timing = Timing(np.array([2e-3, 2e-3, 2e-3]))
    half = Timing(np.array([1e-3, 1e-3, 1e-3]))
    return Costs({100: {"NumPy": timing}}, {100: {"NumPy": half}}, left_out or {})


@pytest.mark.parametrize(
    ("summary", "text"),
    [
        (ARRIVED, "94 (84 to 109)"),
        (NEVER, "never"),
        (Summary(94.0, 84.0, 109.0, 0.5), "94 (84 to 109), 50% of the runs"),
    ],
)
def test_a_summary_reads_as_a_sentence(summary: Summary, text: str) -> None:
    assert cause_tables.spread(summary) == text


def test_the_settings_stand_side_by_side() -> None:
    table = cause_tables.settings_table(LISTINGS)
    assert list(table.columns) == ["", *(setting.name for setting in LISTINGS)]
    assert ["iterations", 200, 10_000, 500] in [list(row) for row in table.rows]


def test_outcomes_are_grouped_by_listing() -> None:
    outcome = Outcome(LISTING_1, ARRIVED, NEVER, (1.9, 2.0, 2.1), 0.0)
    table = cause_tables.outcomes_table({"PyTorch": [outcome], "TensorFlow": [outcome]})
    assert [row[:2] for row in table.rows] == [
        (LISTING_1.name, "PyTorch"),
        (LISTING_1.name, "TensorFlow"),
    ]


def test_every_combination_of_the_causes_has_its_own_label() -> None:
    outcomes = [Outcome(s, ARRIVED, ARRIVED, (2, 2, 2), 0.0) for s in FACTORIAL]
    labels = [row[0] for row in cause_tables.factorial_rows(outcomes)]
    assert len(set(labels)) == 4


def test_a_factor_is_taken_from_paired_runs_and_told_with_its_spread() -> None:
    drift = np.array([1.0, 2.0, 3.0])
    steps = {100: {"slow": Timing(4 * drift), "fast": Timing(drift)}}
    written = cost_tables.factor(Costs(steps, {}, {}), 100, "slow", "fast")
    assert written == "4.0 (4.0 to 4.0)"


def test_a_mode_that_cannot_run_says_why_in_its_row() -> None:
    table = cost_tables.medians(costs({"PyTorch compiled": "no g++ here"}))
    assert ["PyTorch compiled", "no g++ here"] in [list(row) for row in table.rows]


def test_columns_hold_one_row_for_each_mode_and_size() -> None:
    columns = cost_tables.columns(costs())
    assert columns["mode"] == ["NumPy"]
    assert columns["median"] == pytest.approx([2e-3])


@pytest.mark.parametrize(
    ("few", "many", "sentence"),
    [
        ((1.0, 2.0), (4.0, 2.0), "B is ahead from about 400 points on"),
        ((1.0, 2.0), (1.0, 2.0), "A is ahead at every size"),
    ],
)
def test_the_lead_is_that_for_many_points(
    few: tuple[float, float], many: tuple[float, float], sentence: str
) -> None:
    steps = {
        size: {mode: Timing(np.array([s])) for mode, s in zip("AB", pair, strict=True)}
        for size, pair in ((100, few), (1600, many))
    }
    assert cost_tables.lead(Costs(steps, {}, {}), "A", "B") == sentence
