"""Both family trees: every entry is complete, and what is wrong is named."""

from collections.abc import Callable
from pathlib import Path

import pytest

from spotdiff.origins import family, pictures, tables
from spotdiff.origins.family import Family, FamilyError, load, year

ENTRIES = """
[[project]]
id = "a"
name = "A"
owner = "one"
side = "PyTorch"

[[project]]
id = "b"
name = "B"
owner = "two"
side = "TensorFlow"

[[event]]
date = "2015-06-05"
project = "a"
what = "A begins."
source = "https://a.example/one"
read = "2026-11-25"

[[event]]
date = "2016"
project = "b"
what = "B begins."
source = "https://b.example/one"
read = "2026-11-25"

[[kinship]]
parent = "a"
child = "b"
date = "2016"
kind = "ideas"
what = "B learns from A."
source = "https://b.example/two"
read = "2026-11-25"
"""


@pytest.fixture(scope="module")
def tree() -> Family:
    return load()


@pytest.fixture
def read(tmp_path: Path) -> Callable[[str], Family]:
    """Return a function that reads a family from text."""

    def read_text(text: str) -> Family:
        file = tmp_path / "tree.toml"
        file.write_text(text, "utf-8")
        return load(file)

    return read_text


def test_a_date_is_as_exact_as_it_is_written() -> None:
    assert year("2017") == 2017.5
    assert year("2017-07") == pytest.approx(2017.53, abs=0.01)
    assert year("2017-01-01") == 2017
    assert year("2017-12-31") < year("2018-01-01")


@pytest.mark.parametrize("text", ["", "17", "2017-1-1", "2017-13-01", "January 2017"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"date|month|day"):
        year(text)


def test_a_small_family_is_read(read: Callable[[str], Family]) -> None:
    tree = read(ENTRIES)
    assert list(tree.projects) == ["a", "b"]
    assert tree.span("a") == (year("2015-06-05"), None)
    assert tree.kinships[0].kind == "ideas"


LOST = 'side = "PyTorch"\nlost = true'


def test_a_lost_project_is_followed_as_far_as_it_is_known(
    read: Callable[[str], Family],
) -> None:
    tree = read(ENTRIES.replace('side = "PyTorch"', LOST))
    assert tree.span("a") == (year("2015-06-05"), year("2016"))


@pytest.mark.parametrize(
    ("good", "bad", "said"),
    [
        ('what = "A begins."\n', "", r"\[\[event\]\] number 1 has no 'what'"),
        ('what = "A', 'wat = "A', r"number 1 has a key 'wat'; known are"),
        ('project = "a"', 'project = "c"', r"'A begins\.' names 'c'"),
        ('parent = "a"', 'parent = "c"', r"'B learns from A\.' names 'c'"),
        ('kind = "ideas"', 'kind = "love"', r"kind 'love' is none of"),
        ('side = "PyTorch"', 'side = "left"', r"a: side 'left' is none of"),
        ("https://a.example/one", "http://a.example/one", r"no plain https"),
        ("https://a.example/one", "https://a.example/?utm=1", r"no plain https"),
        ('date = "2015-06-05"', 'date = "June 2015"', r"date: 'June 2015' is no date"),
        ('read = "2026-11-25"', 'read = "2014"', r"read on 2014, before it happened"),
        ('id = "b"', 'id = "a"', r"two projects have one id"),
        ("[[kinship]]", "[[kin]]", r"\[\[kin\]\] is none of its tables"),
        ('date = "2015-06-05"', 'date = "2015-06-05"\nafter = true', r"end: say so"),
    ],
)
def test_what_is_wrong_is_named_with_the_file(
    read: Callable[[str], Family], good: str, bad: str, said: str
) -> None:
    assert good in ENTRIES
    with pytest.raises(FamilyError, match=rf"tree\.toml: .*{said}"):
        read(ENTRIES.replace(good, bad, 1))


def test_a_project_needs_a_beginning(read: Callable[[str], Family]) -> None:
    alone = ENTRIES + '[[project]]\nid="c"\nname="C"\nowner="x"\nside="both"\n'
    with pytest.raises(FamilyError, match="c has no event"):
        read(alone)


def test_both_families_are_there(tree: Family) -> None:
    assert {project.side for project in tree.projects.values()} == set(family.SIDES)
    wanted = {"torch", "caffe2", "distbelief", "theano", "keras", "jax", "xla", "onnx"}
    assert wanted <= tree.projects.keys()


def test_the_article_names_these_parents(tree: Family) -> None:
    pairs = {(kin.parent, kin.child) for kin in tree.kinships}
    assert {("torch", "pytorch"), ("distbelief", "tensorflow")} <= pairs


def test_no_parent_is_younger_than_what_it_gave(tree: Family) -> None:
    for kin in tree.kinships:
        assert tree.span(kin.parent)[0] <= year(kin.date) + 1, kin.what


def test_the_houses_changed_hands_after_2017(tree: Family) -> None:
    hands = {e.project: e.date for e in tree.events if e.owner}
    assert {"pytorch", "tensorflow", "xla", "keras"} <= hands.keys()
    assert min(hands.values()) > "2017"


def test_the_drawing_carries_all_as_data(tree: Family) -> None:
    picture = pictures.timeline(tree)
    lines = picture.table.splitlines()
    assert len(lines) == 1 + len(tree.events) + len(tree.kinships)
    assert picture.light != picture.dark
    assert "2001" in picture.alt
    assert "2023" in picture.alt


def test_the_table_has_a_link_for_every_event(tree: Family) -> None:
    rows = tables.events(tree).rows
    assert len(rows) == len(tree.events)
    assert all(str(said).startswith("[") for *_, said in rows)


def test_a_link_says_whose_it_is() -> None:
    assert tables.link("https://www.linux.com/news/x") == (
        "[linux.com](https://www.linux.com/news/x)"
    )
    assert tables.link("https://pypi.org/pypi/torch/json").startswith(
        "[pypi.org: torch]"
    )
