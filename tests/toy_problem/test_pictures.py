"""The chapter's figures draw what they are given, and say so."""

import csv
import io

import numpy as np
import pytest

from spotdiff.figures import LIGHT, Columns, Picture
from spotdiff.measure import Difference
from spotdiff.toy_problem import pictures
from spotdiff.toy_problem.causes.experiment import Agreement
from spotdiff.toy_problem.problem import Path

FALLING = Path(np.array([4.0, 3.0, 2.5]), np.array([30.0, 10.0, 1.0]))


def rows_of(picture: Picture) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(picture.table)))


def test_a_path_is_published_with_one_row_for_each_iteration() -> None:
    picture = pictures.path_of(FALLING, "TensorFlow 1")
    assert picture.name == "path-tensorflow-1"
    assert [float(row["phi"]) for row in rows_of(picture)] == [4.0, 3.0, 2.5]


def test_a_path_says_in_words_where_it_starts_and_ends() -> None:
    alt = pictures.path_of(FALLING, "PyTorch").alt
    assert "2 iterations of PyTorch" in alt
    assert "from 4 to 2.5" in alt


def test_the_optimisers_of_both_frameworks_are_told_apart_in_the_data() -> None:
    runs = {"SGD": FALLING, "Adam": FALLING}
    rows = rows_of(pictures.optimizer_paths(runs, runs))
    kinds = {(row["framework"], row["optimizer"]) for row in rows}
    assert len(kinds) == 4
    assert len(rows) == 12


def test_picking_rows_keeps_those_that_match_in_every_column() -> None:
    data: Columns = {"a": [1, 1, 2], "b": ["x", "y", "x"], "value": [10, 20, 30]}
    assert pictures.pick(data, "value", a=1, b="x").tolist() == [10]


def test_exact_agreement_is_left_out_of_the_logarithmic_axis() -> None:
    apart, bound = np.array([0.0, 1e-16]), np.array([0.0, 1e-13])
    result = Agreement(Difference(1e-16, 1e-16, (1,)), apart, bound, True)
    picture = pictures.agreement({"float64": result, "float32": result})
    assert [float(row["difference"]) for row in rows_of(picture)] == [0, 1e-16] * 2


def test_the_causes_are_read_out_in_the_alternative_text() -> None:
    picture = pictures.causes([("sum", 92.0, 83.0, 105.0), ("mean", 940.0, 8e2, 1e3)])
    assert "sum, 92" in picture.alt
    assert "mean, 940" in picture.alt


@pytest.mark.parametrize("mode", list(pictures.MODE_MARKERS))
def test_every_mode_has_a_look_of_its_own(mode: str) -> None:
    looks = {
        other: tuple(map(str, pictures.mode_style(other, LIGHT).values()))
        for other in pictures.MODE_MARKERS
    }
    assert sum(look == looks[mode] for look in looks.values()) == 1


def test_the_memory_floor_is_published_with_the_costs() -> None:
    seconds = {"median": [1e-5], "low": [9e-6], "high": [2e-5]}
    columns: Columns = {"mode": ["NumPy"], "n": [100], **seconds}
    rows = rows_of(pictures.cost(columns, {100: 1e-8}))
    assert [row["mode"] for row in rows] == ["NumPy", "memory"]


def test_the_opening_names_the_largest_difference() -> None:
    other = Path(FALLING.phi + np.array([0, 3e-16, 0]), FALLING.loss)
    picture = pictures.opening(FALLING, other)
    apart = np.abs(FALLING.phi - other.phi).max()
    assert f"nowhere more than {apart:.1g}" in picture.alt
