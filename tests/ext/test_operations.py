"""Functions read as operations: titles, bodies, and the imports that they need."""

from pathlib import Path

import pytest

from operations import OperationError, read_side

SOURCE = '''"""A topic."""

import copy
from typing import Any

from numpy import random as draw, zeros
from torch import Tensor


def one(x: Tensor) -> Any:
    """Take one."""
    return draw.choice(x)  # type: ignore[no-any-return]


def write(x: Tensor) -> Any:
    """Write to it."""
    # The first.
    x[0] = 1

    if x[1] > 2:
        x[1] = 2
    return x


def itself(x: Tensor) -> Any:
    """Do nothing."""
    return x


def wide(x: Tensor) -> Any:
    """Copy, and add."""
    y = copy.copy(x)
    return (
        y
        + 1
    )
'''


def written(tmp_path: Path, source: str) -> Path:
    path = tmp_path / "side.py"
    path.write_text(source, "utf-8")
    return path


def test_a_body_is_the_code_and_the_docstring_the_title(tmp_path: Path) -> None:
    found = read_side(written(tmp_path, SOURCE)).operations
    assert list(found) == ["one", "write", "itself", "wide"]
    assert (found["one"].title, found["one"].code) == ("Take one", "draw.choice(x)")


def test_a_name_that_only_hands_on_is_left_out(tmp_path: Path) -> None:
    found = read_side(written(tmp_path, SOURCE)).operations
    lines = ["# The first.", "x[0] = 1", "", "if x[1] > 2:", "    x[1] = 2"]
    assert found["write"].code.splitlines() == lines
    assert found["itself"].code == "x"


def test_what_is_returned_may_take_several_lines(tmp_path: Path) -> None:
    code = read_side(written(tmp_path, SOURCE)).operations["wide"].code
    assert code == "y = copy.copy(x)\n(\n    y\n    + 1\n)"


def test_only_the_imports_that_bodies_use_are_named(tmp_path: Path) -> None:
    imports = read_side(written(tmp_path, SOURCE)).imports
    assert imports == "import copy\nfrom numpy import random as draw"


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("def f(:", "does not parse, line 1"),
        ("def f():\n    return 1\n", "f has no docstring of one line"),
        (
            'def f():\n    """A.\n\n    B."""\n    return 1\n',
            "no docstring of one line",
        ),
        ('def f():\n    """A."""\n    x = 1\n', "f does not end in `return"),
        ('def f():\n    """A."""\n    return\n', "f does not end in `return"),
        ('def f():\n    """A."""\n    return 1\n' * 2, "defines a function twice"),
    ],
)
def test_what_is_no_operation_is_an_error(
    tmp_path: Path, source: str, words: str
) -> None:
    with pytest.raises(OperationError, match=words):
        read_side(written(tmp_path, source))


def test_a_file_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(OperationError, match=r"there is no file .*nowhere"):
        read_side(tmp_path / "nowhere.py")
