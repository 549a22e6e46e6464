"""Two files read next to each other: what is taken, and which lines differ."""

from pathlib import Path

import pytest

from source_pairs import (
    Listing,
    PairError,
    definitions,
    extract,
    read_pair,
)

LEFT = '''"""The left side."""

import torch as tt

RATE = 0.1
STEPS: int = 3


def square(x):
    """Multiply."""
    return tt.mul(x, x)


@tt.compile
@tt.no_grad()
def double(x):
    # A comment of its own.
    y = x + x

    return y


class Net:
    width = 2


async def wait():
    return 1
'''
RIGHT = LEFT.replace("left", "right").replace("tt.mul", "tf.multiply")


@pytest.fixture
def left(tmp_path: Path) -> Path:
    (tmp_path / "left.py").write_text(LEFT, "utf-8")
    return tmp_path / "left.py"


@pytest.fixture
def right(tmp_path: Path) -> Path:
    (tmp_path / "right.py").write_text(RIGHT, "utf-8")
    return tmp_path / "right.py"


def test_every_top_level_definition_is_found_and_nothing_else() -> None:
    names = ["RATE", "STEPS", "square", "double", "Net", "wait"]
    assert list(definitions(LEFT)) == names


def test_a_function_is_taken_with_its_decorators_comments_and_blank_lines(
    left: Path,
) -> None:
    lines = extract(left, ["double"]).splitlines()
    assert lines[0] == "@tt.compile"
    assert "    # A comment of its own." in lines
    assert lines[-2:] == ["", "    return y"]


def test_names_come_in_the_order_asked_for_two_blank_lines_apart(left: Path) -> None:
    assert extract(left, ["STEPS", "RATE"]) == "STEPS: int = 3\n\n\nRATE = 0.1"


def test_no_names_mean_the_whole_file(left: Path) -> None:
    assert extract(left, []) == LEFT.rstrip("\n")


def test_a_missing_name_is_told_with_the_names_there_are(left: Path) -> None:
    with pytest.raises(PairError, match=r"left\.py defines no 'cube'.*RATE, .*square"):
        extract(left, ["square", "cube"])


def test_a_name_inside_a_class_is_not_at_the_top_level(left: Path) -> None:
    with pytest.raises(PairError, match="defines no 'width'"):
        extract(left, ["width"])


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(PairError, match=r"there is no file .*gone\.py"):
        extract(tmp_path / "gone.py", [])


def test_a_file_that_does_not_parse_is_told(tmp_path: Path) -> None:
    broken = tmp_path / "broken.py"
    broken.write_text("def (:\n", "utf-8")
    with pytest.raises(PairError, match=r"broken\.py does not parse, line 1"):
        extract(broken, ["name"])


def test_each_side_is_given_with_the_lines_it_has_alone(
    left: Path, right: Path
) -> None:
    first, second = read_pair(left, right, ["square"])
    assert first.differing == second.differing == (3,)
    assert "tt.mul" in first.text
    assert "tf.multiply" in second.text


def test_blank_lines_are_not_counted() -> None:
    assert Listing("a\n\n  \nb\n", ()).lines == 2
