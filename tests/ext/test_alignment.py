"""Two texts laid next to each other: which lines differ, and what stands for them."""

from difflib import SequenceMatcher
from itertools import chain, pairwise
from random import Random

import pytest

from alignment import Stretch, align
from source_pairs import Listing


def differing(left: str, right: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    first, second = align(left, right)
    return Listing(left, first).differing, Listing(right, second).differing


def cut(text: str, stretches: tuple[Stretch, ...]) -> list[list[str]]:
    """Return the lines of each stretch."""
    lines = text.splitlines()
    return [[lines[number - 1] for number in each.here] for each in stretches]


@pytest.mark.parametrize(
    ("left", "right", "differ"),
    [
        ("a\nb", "a\nb", ((), ())),
        ("a\nb", "a\nc", ((2,), (2,))),
        ("a\nb\nc", "a\nc", ((2,), ())),
        ("a\nc", "a\nb\nc", ((), (2,))),
        ("", "a", ((), (1,))),
        ("a\n\nb", "a\nb", ((), ())),
        ("a", "  a", ((1,), (1,))),
        ("a\nb", "b\na", ((2,), (1,))),
    ],
)
def test_lines_differ_where_the_other_side_does_not_have_them_in_place(
    left: str, right: str, differ: tuple[tuple[int, ...], tuple[int, ...]]
) -> None:
    assert differing(left, right) == differ


def test_a_line_that_stands_often_is_compared_like_any_other() -> None:
    left = "x = 1\n" * 300
    assert differing(left, left + "y = 2\n") == ((), (301,))


def test_a_place_that_differs_knows_its_counterpart() -> None:
    first, second = align("a\nb\nc\nd", "a\nX\nY\nc\nd\nZ")
    assert first == (
        Stretch(range(1, 2), range(1, 2), 0),
        Stretch(range(2, 3), range(2, 4), 1),
        Stretch(range(3, 5), range(4, 6), 0),
        Stretch(range(5, 5), range(6, 7), 2),
    )
    assert second == tuple(Stretch(s.there, s.here, s.number) for s in first)


def test_what_only_one_side_has_has_a_place_on_the_other() -> None:
    left, right = "a\nb\nc", "a\nc"
    first, second = align(left, right)
    assert cut(left, first) == [["a"], ["b"], ["c"]]
    assert cut(right, second) == [["a"], [], ["c"]]


def test_blank_lines_around_a_place_belong_to_what_is_equal() -> None:
    left, right = "a\nx\n\nb", "a\n\ny\n\n\nb"
    first, second = align(left, right)
    assert cut(left, first) == [["a"], ["x"], ["", "b"]]
    assert cut(right, second) == [["a", ""], ["y"], ["", "", "b"]]


def test_places_with_only_blank_lines_between_them_are_one() -> None:
    left, right = "a\nx\n\ny\nb", "a\nu\n\nv\nb"
    first, _ = align(left, right)
    assert cut(left, first) == [["a"], ["x", "", "y"], ["b"]]


def random_text(dice: Random) -> str:
    return "\n".join(dice.choices(["a", "b", "c", "", "  "], k=dice.randrange(12)))


@pytest.mark.parametrize("seed", range(50))
def test_any_two_texts_are_cut_without_loss_and_marked_as_difflib_has_it(
    seed: int,
) -> None:
    dice = Random(seed)
    texts = left, right = random_text(dice), random_text(dice)
    sides = align(left, right)
    for text, side in zip(texts, sides, strict=True):
        assert list(chain.from_iterable(cut(text, side))) == text.splitlines()
        numbers = [each.number for each in side]
        places = [number for number in numbers if number]
        assert places == list(range(1, len(places) + 1))
        assert not any(a and b for a, b in pairwise(numbers))
    lines = [text.splitlines() for text in texts]
    matcher = SequenceMatcher(None, lines[0], lines[1], autojunk=False)
    differ = [code for code in matcher.get_opcodes() if code[0] != "equal"]
    assert differing(left, right) == (
        tuple(
            i + 1 for _, a, b, *_ in differ for i in range(a, b) if lines[0][i].strip()
        ),
        tuple(i + 1 for *_, c, d in differ for i in range(c, d) if lines[1][i].strip()),
    )
    equal = [
        [line for line in part if line.strip()]
        for text, side in zip(texts, sides, strict=True)
        for part, each in zip(cut(text, side), side, strict=True)
        if not each.number
    ]
    assert equal[: len(equal) // 2] == equal[len(equal) // 2 :]
