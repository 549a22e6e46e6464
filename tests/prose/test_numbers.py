"""Numbers in sentences come from cells; those that are typed are accounted for."""

from dataclasses import replace

import pytest

from manuscript import Passage, pages, passages, passages_of
from typed_numbers import (
    NUMBER,
    PERMITS,
    Permit,
    PermitError,
    around,
    covers,
    covers_code,
    literals,
    of_programs,
    permits,
    plain,
    set_as_code,
    typed_in,
)

PERMITTED = permits(PERMITS.read_text("utf-8"))


def typed(text: str) -> list[str]:
    """Return the numbers that were typed into a piece of a page."""
    return [number[0] for each in passages_of(text) for number in typed_in(each)]


@pytest.mark.parametrize(
    ("sentence", "numbers"),
    [
        ("It is 2.3 times as fast, in 41 runs.", ["2.3", "41"]),
        ("- All 1,437 digits.\n- Some 12\u202f000.", ["1,437", "12\u202f000"]),
        ("| Time |\n| --- |\n| 18 µs |", ["18"]),
        ("## After 7 steps", ["7"]),
        ("```{div} verdict\n- It needs 3.5 MB.\n```", ["3.5"]),
        ("Some 20\u202f000, or 2048.", ["20\u202f000", "2048"]),
        ("Some 1.2 × 10⁻⁷, or 4 × 10⁻⁷.", ["1.2", "10", "4", "10"]),
        ("A median of 2017.5 steps and 2 × 10³ of 90 %", ["2017.5", "2", "10", "90"]),
        ("Wrong in 95 % of the runs", ["95"]),
        ("[It takes 9 s](index.md), and `f(3)`, and $x^2$.", []),
        ("{glue:text}`steps` steps[^one].\n\n[^one]: Issue 12345.", []),
        ("In 2017, on 2026-11-25, on 3 March 2018.", []),
        ("Conv2d, float32, Caffe2, L4, TensorFloat-32, a 4xx.", []),
        ("PyTorch 2.10, TensorFlow 1, Python 3.14.1, version 2.6.", []),
        ("28 × 28, 28 by 28, 8 bits, 64-bit; a 95 % interval.", []),
    ],
)
def test_what_counts_as_a_number(sentence: str, numbers: list[str]) -> None:
    assert typed(sentence) == numbers


@pytest.mark.parametrize("page", pages())
def test_every_number_in_a_sentence_comes_from_a_cell(page: str) -> None:
    mine = [permit for permit in PERMITTED if permit.page == page]
    found = [
        around(passage, number)
        for passage in passages(page)
        for number in typed_in(passage)
        if not any(covers(permit, passage, number) for permit in mine)
    ]
    advice = f"Quote them from cells, or say in {PERMITS.name} why they are typed:"
    assert not found, "\n".join([advice, *found])


@pytest.mark.parametrize("page", pages())
def test_a_number_that_is_set_as_code_is_in_a_program(page: str) -> None:
    mine = [permit for permit in PERMITTED if permit.page == page]
    values = [
        (each.place, number)
        for each in passages(page)
        for number in set_as_code(each.text)
        if not any(covers_code(permit, each, number) for permit in mine)
    ]
    # Few pages have such a number: only of them the modules are read.
    known = of_programs(page) if values else set()
    assert [(place, number) for place, number in values if number not in known] == []


def test_a_number_in_code_is_one_of_the_page_or_of_its_modules() -> None:
    (passage,) = passages_of("From `4` to `−1,200`, by `f(3)` and 5.")
    assert set_as_code(passage.text) == {"4", "1200"}
    # One stands in a cell, the other in a module that a cell imports.
    assert {"1200", "4"} <= of_programs("toy-problem.md")
    assert "123456" not in of_programs("toy-problem.md")


def is_used(permit: Permit, passage: Passage) -> bool:
    """Return whether a number of a passage needs the permit."""
    return any(covers(permit, passage, number) for number in typed_in(passage)) or any(
        covers_code(permit, passage, number) for number in set_as_code(passage.text)
    )


def unneeded(list_of: list[Permit]) -> list[Permit]:
    """Return the permits of numbers that nobody types any more."""
    known = set(pages())
    return [
        permit
        for permit in list_of
        if permit.page not in known
        or not any(is_used(permit, passage) for passage in passages(permit.page))
    ]


def astray(list_of: list[Permit]) -> list[Permit]:
    """Return the permits of numbers that are not in the code that they name."""
    return [
        permit
        for permit in list_of
        if permit.code
        and not {plain(found[0]) for found in NUMBER.finditer(permit.text)}
        <= literals(permit)
    ]


def test_every_permit_is_needed_and_right_about_the_code() -> None:
    assert (unneeded(PERMITTED), astray(PERMITTED)) == ([], [])


def test_a_permit_is_for_a_number_with_the_words_around_it() -> None:
    (passage,) = passages_of("Of 5 steps, 3 steps, and 5 more.")
    permit = Permit("page.md", "3 steps, and 5", "an example")
    allowed = [covers(permit, passage, number) for number in typed_in(passage)]
    assert allowed == [False, True, True]


def test_a_permit_for_a_number_that_is_set_as_code_has_it_so() -> None:
    (passage,) = passages_of("At port `8097`, or `8098`.")
    as_code, bare = (Permit("page.md", t, "a port") for t in ("port `8097`", "8097"))
    covered = [covers_code(as_code, passage, each) for each in ("8097", "8098")]
    assert covered == [True, False]
    assert (is_used(as_code, passage), is_used(bare, passage)) == (True, False)


def test_a_permit_that_has_outlived_its_number_is_found() -> None:
    gone = [
        Permit("index.md", "just 123456 words", "gone"),
        Permit("gone.md", "5", "x"),
    ]
    assert unneeded(gone) == gone


def test_a_permit_that_names_the_wrong_code_is_found() -> None:
    start = Permit("toy-problem.md", "from 4", "its start", "toy_problem/problem.py")
    steps = Permit("toy-problem.md", "1,200 steps", "its length", "cell")
    wrong = [replace(start, text="from 123456"), replace(steps, text="123456 steps")]
    assert astray([start, steps, *wrong]) == wrong


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ('page = "index.md"\ntext = "5 lines"', "wants page, text and reason"),
        ('page = "index.md"\ntext = "5"\nreason = "x"\nwhy = "y"', "may have code"),
        ('page = "index.md"\ntext = "5 lines"\nreason = " "', "wants a page, a reason"),
        ('page = "index.md"\ntext = "lines"\nreason = "x"', "a number in text"),
    ],
)
def test_a_permit_that_says_too_little_is_refused(entry: str, message: str) -> None:
    with pytest.raises(PermitError, match=message):
        permits(f"[[number]]\n{entry}\n")
