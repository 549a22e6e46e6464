"""Every row is run on both sides, and is what the dictionary says."""

import json
import logging
import re
import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf

from operations import read_side
from spotdiff.classifier.silent_differences.groups import GROUPS
from spotdiff.dictionary import comparison, page
from spotdiff.dictionary.comparison import SIDES, Compared, RowError
from spotdiff.dictionary.giving.problem import attention, gru, lstm, turned
from spotdiff.dictionary.rows import DRAWS, MEAN_TOLERANCE, Chance, Made, row, spread
from spotdiff.dictionary.topics import TOPICS, Topic

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "code" / "spotdiff" / "dictionary"
PAGE = (ROOT / "book" / "dictionary.md").read_text("utf-8")
FILES = {"PyTorch": "torch_side.py", "TensorFlow": "tensorflow_side.py"}
CASES = [
    pytest.param(topic, name, id=f"{topic.name}-{name}")
    for topic in TOPICS
    for name in topic.rows
]
BY_NAME = {topic.name: topic for topic in TOPICS}
every_topic = pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)


@pytest.mark.parametrize(("topic", "name"), CASES)
def test_a_row_is_what_the_dictionary_says(topic: Topic, name: str) -> None:
    comparison.compare(topic, name)


@every_topic
def test_the_functions_of_both_sides_are_the_rows_in_their_order(topic: Topic) -> None:
    for file in FILES.values():
        side = read_side(FOLDER / topic.name / file)
        assert list(side.operations) == list(topic.rows)


def test_no_operation_is_there_twice() -> None:
    sides = [read_side(FOLDER / topic.name / FILES["PyTorch"]) for topic in TOPICS]
    titles = [found.title for side in sides for found in side.operations.values()]
    assert len(set(titles)) == len(titles) == page.total() >= 150


@every_topic
def test_a_row_is_short(topic: Topic) -> None:
    for file in FILES.values():
        for found in read_side(FOLDER / topic.name / file).operations.values():
            assert len(found.code.splitlines()) <= 6, found
            assert found.code.isascii(), found


def test_the_page_shows_every_topic_once_under_its_title() -> None:
    shown = re.findall(
        r"^## (.+)\n\n(?:(?!^##).*\n)*?```\{dictionary\} (\w+)\n", PAGE, re.M
    )
    assert shown == [(topic.title, topic.name) for topic in TOPICS]


def test_links_to_silent_differences_lead_to_rows_that_exist() -> None:
    anchors = {row.anchor for group in GROUPS.values() for row in group.rows}
    rows = [row for topic in TOPICS for row in topic.rows.values()]
    linked = {
        name for row in rows for name in re.findall(r"\.md#([\w-]+)\)", row.differs)
    }
    assert len(linked) >= 5
    assert linked <= anchors


# What is said, and what is found --------------------------------------------------


def with_row(topic: str, name: str, **settings: object) -> Topic:
    """Return a topic with one of its rows described in another way."""
    found = BY_NAME[topic]
    return replace(found, rows={name: replace(found.rows[name], **settings)})  # type: ignore[arg-type]


def test_a_difference_that_nobody_names_is_an_error() -> None:
    silent = with_row("reductions", "deviation", differs="")
    with pytest.raises(RowError, match=r"reductions/deviation differs .apart by 0"):
        comparison.compare(silent, "deviation")


def test_another_shape_that_nobody_names_is_an_error() -> None:
    silent = with_row("joining", "split_by_two", differs="")
    with pytest.raises(RowError, match=r"split_by_two differs .not to be compared"):
        comparison.compare(silent, "split_by_two")


def test_a_difference_that_is_none_is_an_error() -> None:
    loud = with_row("shapes", "reshape", differs="They turn it.")
    with pytest.raises(RowError, match="reshape is said to differ, and does not"):
        comparison.compare(loud, "reshape")


@pytest.mark.parametrize(
    ("chance", "words"),
    [
        (Chance(0, 0.5, 0.5), "not within the range"),
        (Chance(0, 1, 0.7), "not of the mean"),
        (Chance(0, 1, 0.5), "not other numbers from another seed"),
    ],
)
def test_a_draw_that_is_not_what_is_known_of_it_is_an_error(
    chance: Chance, words: str
) -> None:
    wrong = with_row("random", "seed_all", chance=chance)
    with pytest.raises(RowError, match=words):
        comparison.compare(wrong, "seed_all")


def test_a_draw_that_does_not_follow_the_seed_is_an_error() -> None:
    wrong = with_row("random", "uniform", chance=Chance(-1, 1, 0, seeded=True))
    with pytest.raises(RowError, match="not other numbers"):
        comparison.compare(wrong, "uniform")


def test_no_seed_gives_the_same_numbers_in_both() -> None:
    for name in ("uniform", "normal", "whole"):
        left, right = (
            comparison.seeded(BY_NAME["random"], name, side, 1) for side in SIDES
        )
        assert left.shape == right.shape == (DRAWS,)
        assert np.mean(left == right) < 0.5


def test_the_tolerance_of_a_mean_is_five_of_its_errors() -> None:
    assert pytest.approx(5 / DRAWS**0.5, rel=0.1) == MEAN_TOLERANCE


def test_every_side_is_given_arrays_of_its_own() -> None:
    topic = BY_NAME["indexing"]
    given = topic.rows["write_row"].given[0]
    before = np.array(given)
    comparison.compare(topic, "write_row")
    np.testing.assert_array_equal(given, before)


def test_text_is_compared_and_complex_numbers_too() -> None:
    one, other = np.array("a"), np.array("b")
    assert comparison.how_far([one], [one]) == 0
    assert comparison.how_far([one], [other]) is None
    assert comparison.how_far([np.array([1j])], [np.array([3j])]) == 2
    assert comparison.how_far([np.zeros(0)], [np.zeros(0)]) == 0
    assert comparison.how_far([one], [np.zeros(2)]) is None


def test_only_what_libraries_say_of_themselves_is_kept_back() -> None:
    logger = logging.getLogger("tensorflow")
    before = logger.level
    with comparison.quiet():
        assert not logger.isEnabledFor(logging.INFO)
        warnings.warn("`torch.jit.script` is deprecated", DeprecationWarning, 1)
        with pytest.raises(UserWarning, match="something else"):
            warnings.warn("something else", UserWarning, 1)
    assert logger.level == before


# What rows are fed with -----------------------------------------------------------


@pytest.mark.parametrize("shape", [(1,), (2,), (3, 4), (2, 3, 6, 6), (12, 2)])
def test_numbers_are_spread_and_none_comes_twice(shape: tuple[int, ...]) -> None:
    made = spread(*shape)
    assert made.shape == shape
    assert np.unique(made).size == made.size
    assert -1 <= made.min() <= made.max() <= 1


def test_weights_are_turned_as_keras_keeps_them() -> None:
    kernel, matrix = spread(4, 3, 5, 6), spread(4, 3)
    turn = turned(kernel, matrix, spread(4)).keras
    assert [array.shape for array in turn] == [(5, 6, 3, 4), (3, 4), (4,)]
    assert turn[0][4, 2, 1, 3] == kernel[3, 1, 4, 2]


def test_recurrent_and_attention_weights_have_the_shapes_of_keras() -> None:
    shapes = [[array.shape for array in made.keras] for made in (lstm(3, 2), gru(3, 2))]
    assert shapes == [[(3, 8), (2, 8), (8,)], [(3, 6), (2, 6), (2, 6)]]
    heads = [array.shape for array in attention(4, 2).keras]
    assert heads == [(4, 2, 2), (2, 2)] * 3 + [(2, 2, 4), (4,)]


def test_a_blank_network_is_not_the_model() -> None:
    for side in SIDES:
        giving, reading = comparison.GIVING[side], comparison.READING[side]
        x = giving.tensor(spread(8, 3))
        filled, blank = (
            reading.values(make()(x))[0] for make in (giving.model, giving.blank)
        )
        assert np.abs(filled).max() > 0.1
        assert not blank.any()


# What the prose says besides ------------------------------------------------------


def test_whole_numbers_have_other_widths() -> None:
    types = comparison.compare(BY_NAME["creation"], "counting").types
    assert types == (("int64",), ("int32",))


def test_both_round_halves_as_numpy_does() -> None:
    topic = BY_NAME["elementwise"]
    expected = np.round(np.array([-2.5, -0.5, 0.5, 1.5, 2.5]))
    for side in SIDES:
        (found,) = comparison.run(topic, "rounded", side)
        np.testing.assert_array_equal(found, expected)


def test_a_tensor_of_tensorflow_cannot_be_written_to() -> None:
    with pytest.raises(TypeError, match="item assignment"):
        tf.constant([1.0, 2.0])[0] = 3.0


def test_another_set_of_labels_is_sorted_by_one_side_only() -> None:
    left, right = (comparison.run(BY_NAME["searching"], "unique", s) for s in SIDES)
    assert left[0].tolist() == [0, 1, 2]
    assert right[0].tolist() == [2, 0, 1]


# What the page is told --------------------------------------------------------------

SAME = (("float32",), ("float32",))
SENTENCES = [
    (row(), Compared(0.0, SAME), "Equal."),
    (row(), Compared(6e-8, SAME), "Equal within 6.0 × 10⁻⁸."),
    (row(), Compared(0.0, (("int64",), ("int32", "bool"))),
     "Equal; int64 in PyTorch, int32/bool in TensorFlow."),
    (row(differs="By n"), Compared(0.25, SAME), "By n; apart by 0.25."),
    (row(differs="By shape"), Compared(None, SAME), "By shape."),
    (row(differs="By order"), Compared(2.0, (("int64",), ("int64",))), "By order."),
    (row(), Compared(1e-9, ((), ("float32",))), "Equal within 1.0 × 10⁻⁹."),
    (row(), Compared(0.0, ((), ("int32",))), "Equal."),
    (row(chance=Chance(0, 1, 0.5)), Compared(None, SAME),
     "Each its own; range and mean are the same."),
]  # fmt: skip


@pytest.mark.parametrize(("described", "found", "sentence"), SENTENCES)
def test_a_row_says_how_it_ended(
    described: object, found: Compared, sentence: str
) -> None:
    assert page.note(described, found) == sentence  # type: ignore[arg-type]


def test_rows_end_in_one_of_three_ways() -> None:
    ends = [page.end(described) for described, *_ in SENTENCES[2:]]
    assert ends == [
        "equal",
        "differs",
        "differs",
        "differs",
        "equal",
        "equal",
        "chance",
    ]


@pytest.fixture
def results() -> page.Results:
    """Return results that are made up, one for every row."""
    found = Compared(1e-7, SAME)
    return {topic.name: dict.fromkeys(topic.rows, found) for topic in TOPICS}


def test_the_overview_counts_every_row_and_links_to_its_table(
    results: page.Results,
) -> None:
    lines = str(page.overview(results)).splitlines()
    assert len(lines) == 2 + len(TOPICS)
    assert "[Types, and to and from NumPy](#types-and-to-and-from-numpy)" in lines[3]
    counts = [
        [int(cell) for cell in re.findall(r"\| (\d+) ", line)] for line in lines[2:]
    ]
    assert sum(rows for rows, *_ in counts) == page.total()
    assert sum(differ for *_, differ, _ in counts) == page.total("differs")
    assert all(rows == sum(ends) for rows, *ends in counts)


def test_every_row_is_published(results: page.Results) -> None:
    found = json.loads(page.published(results))
    assert {name: list(rows) for name, rows in found.items()} == {
        topic.name: list(topic.rows) for topic in TOPICS
    }
    assert found["shapes"]["rank"] == {
        "ended": "equal",
        "note": "Equal within 1.0 × 10⁻⁷.",
    }


def test_what_is_made_is_made_by_both_sides() -> None:
    own = {"folder"}
    for side in SIDES:
        assert {made.value for made in Made} - own <= set(vars(comparison.GIVING[side]))
