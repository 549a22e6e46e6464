"""Tables, and numbers written as a reader would."""

import math

import numpy as np
import pytest

from spotdiff.tables import Table, duration, is_number, number, plain


def lines(table: Table) -> list[str]:
    return table._repr_markdown_().splitlines()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (-0.0, "0"),
        (0.0, "0"),
        (1, "1"),
        (1.0, "1.00"),
        (12.345, "12.3"),
        (0.01234, "0.0123"),
        (-0.01234, "-0.0123"),
        (0.000123456, "0.000123"),
        (0.0000123456, "1.23 × 10⁻⁵"),
        (-1.2e-7, "-1.20 × 10⁻⁷"),
        (12345.0, "12\u202f300"),
        (1234567.0, "1\u202f230\u202f000"),
        (12345678.0, "1.23 × 10⁷"),
        (12345678, "12\u202f345\u202f678"),
        (-1234, "-1\u202f234"),
        (9.996, "10.0"),
        (0.00009999, "0.000100"),
        (math.nan, "NaN"),
        (math.inf, "∞"),
        (-math.inf, "-∞"),
        (np.float32(0.5), "0.500"),
    ],
)
def test_a_number_is_written_as_a_reader_would(value: float, text: str) -> None:
    assert plain(value) == text


@pytest.mark.parametrize(("digits", "text"), [(1, "3"), (2, "3.1"), (5, "3.1416")])
def test_a_number_has_the_digits_asked_for(digits: int, text: str) -> None:
    assert plain(math.pi, digits) == text


def test_a_table_is_markdown_with_numbers_to_the_right() -> None:
    table = Table(["method", "loss"], [["SGD", 1.23456], ["Adam", 2]])
    assert lines(table) == [
        "| method | loss |",
        "| --- | ---: |",
        "| SGD | 1.23 |",
        "| Adam | 2 |",
    ]


def test_a_column_is_set_to_the_right_only_if_all_of_it_are_numbers() -> None:
    assert lines(Table(["a"], [[1], ["two"]]))[1] == "| --- |"
    assert lines(Table(["a"], [[1], [None]]))[1] == "| ---: |"


def test_a_missing_cell_is_a_dash() -> None:
    assert lines(Table(["a", "b"], [[None, "x"]]))[2] == "| – | x |"


def test_a_bar_in_a_cell_or_heading_does_not_split_it() -> None:
    assert lines(Table(["|x|"], [["|y|"]])) == ["| \\|x\\| |", "| --- |", "| \\|y\\| |"]


def test_a_line_break_in_a_cell_does_not_end_the_row() -> None:
    assert lines(Table(["a"], [["one\ntwo"]]))[2] == "| one two |"


def test_the_digits_of_a_table_are_those_of_its_numbers() -> None:
    assert lines(Table(["a"], [[math.pi]], digits=5))[2] == "| 3.1416 |"


def test_a_row_that_does_not_fit_the_headings_is_refused() -> None:
    with pytest.raises(ValueError, match="2 headings, but the row is"):
        Table(["a", "b"], [[1, 2], [3]])


def test_a_table_without_rows_has_its_headings() -> None:
    assert lines(Table(["a", "b"], []))[0] == "| a | b |"


@pytest.mark.parametrize("count", [1234, np.int64(1234)])
def test_a_whole_number_is_written_in_full(count: object) -> None:
    assert number(count, digits=2) == "1\u202f234"


@pytest.mark.parametrize("cell", [1, 1.5, np.float64(2), np.int64(3), np.array(4.0)])
def test_these_are_numbers(cell: object) -> None:
    assert is_number(cell)


@pytest.mark.parametrize("cell", [True, np.bool_(True), "1", None, [1], 1 + 2j])
def test_these_are_not_numbers(cell: object) -> None:
    assert not is_number(cell)


@pytest.mark.parametrize(
    ("seconds", "text"), [(1.8e-5, "18 µs"), (7.2e-3, "7.2 ms"), (1.5, "1.5 s")]
)
def test_a_duration_takes_the_unit_that_suits_it(seconds: float, text: str) -> None:
    assert duration(seconds) == text
