"""What the comparison with the newest releases calls a change."""

import subprocess
import sys
from pathlib import Path

import pytest

from releases import newest
from releases.newest import Answer, alike, changes, packages_of, report


def well(text: str) -> Answer:
    return Answer(0, text, "")


def test_packages_are_named_as_the_index_names_them(tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text("import os\nfrom sklearn import datasets\n")
    (tmp_path / "two.py").write_text("import numpy as np\nimport numpy.linalg\n")
    assert packages_of(tmp_path) == ["numpy", "scikit-learn"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("loss 0.5000", "loss  0.5001\n", True),
        ("loss 0.50", "loss 0.52", False),
        ("loss 0.5", "mean 0.5", False),
        ("1 2", "1 2 3", False),
        ("1e-9", "3e-9", True),
        ("(3, 4)", "(4, 3)", False),
    ],
)
def test_words_must_be_the_same_and_numbers_close(
    one: str, other: str, same: bool
) -> None:
    assert alike(one, other) is same


def test_every_kind_of_change_is_found_and_nothing_else() -> None:
    before = {
        "as_it_was.py": well("phi 2.0"),
        "a_time.py": well("took 3 s"),
        "prints.py": well("same\nphi 2.0"),
        "warns.py": well("phi 2.0"),
        "fails.py": well("phi 2.0"),
    }
    again = before | {"a_time.py": well("took 4 s")}
    after = before | {
        "a_time.py": well("took 9 s"),
        "prints.py": well("same\nphi 3.0"),
        "warns.py": Answer(0, "phi 2.0", "a.py:3\nDeprecationWarning: use b"),
        "fails.py": Answer(1, "", "Traceback\nAttributeError: gone"),
    }
    found = {each.program: each for each in changes(before, again, after)}
    assert {name: each.what for name, each in found.items()} == {
        "prints.py": "prints something else",
        "warns.py": "warns",
        "fails.py": "fails",
    }
    assert (found["prints.py"].before, found["prints.py"].after) == (
        "phi 2.0",
        "phi 3.0",
    )
    assert found["fails.py"].after == "AttributeError: gone"


def test_a_line_that_is_no_longer_printed_is_a_change() -> None:
    [found] = changes({"a": well("1\n2")}, {"a": well("1\n2")}, {"a": well("1")})
    assert (found.before, found.after) == ("2", "")


def test_the_report_names_the_releases_and_what_changed() -> None:
    found = [newest.Change("a.py", "fails", "", "Error: a | b")]
    text = report(found, {"torch": ("2.10.0", "2.14.1")}, 7)
    assert text.startswith("## 1 of 7 programs behave in another way")
    assert "| torch | 2.10.0 | 2.14.1 |" in text
    assert "| a.py | fails |  | `Error: a \\| b` |" in text


def test_packages_that_do_not_go_together_stop_it(tmp_path: Path) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        newest.newest(["numpy>2", "numpy<2"], tmp_path / "environment")


def test_an_environment_is_made_and_its_releases_are_read(tmp_path: Path) -> None:
    python = newest.newest(["tqdm"], tmp_path / "environment")
    [(here, there)] = newest.releases(["tqdm"], python).values()
    assert python != Path(sys.executable)
    assert here[0].isdigit()
    assert there[0].isdigit()
