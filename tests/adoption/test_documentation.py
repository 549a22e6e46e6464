"""What counts as documented, tried on functions made up for it."""

import math
from collections.abc import Callable

import pytest
from typing_extensions import deprecated

from spotdiff.adoption.documentation import judge, stub_names


def bare(x, y): ...  # type: ignore[no-untyped-def]


def described(x, y):  # type: ignore[no-untyped-def]
    """Add x to y.

    >>> described(1, 2)
    3
    """


def half_described(x, y):  # type: ignore[no-untyped-def]
    """Add x to something."""


def hinted(x: int) -> int:
    return x


class Parent:
    """A parent with words of its own."""


class Child(Parent):  # noqa: D101
    def __init__(self, size: int) -> None:
        """Make one of that size."""


def old_by_first_line() -> None:
    """Deprecated. Use the new one."""


def old_by_mark() -> None:
    """Adds things up. (deprecated)"""  # noqa: D415


def old_further_down() -> None:
    """Add things up.

    This function is deprecated in favour of the new one.
    """


def old_by_its_name() -> None:
    """Add things up.

    :func:`made.old_by_its_name` is deprecated in favour of the new one.
    """


@deprecated("use the new one")
def old_by_decorator() -> None:
    """Add things up."""


def new_with_an_old_argument(size: int) -> None:
    """Add things up. (deprecated arguments)

    Args:
        size: Deprecated, see the other one.
    """  # noqa: D415


def test_a_docstring_is_seen_and_its_absence() -> None:
    assert judge(described).docstring
    assert not judge(bare).docstring


def test_a_class_does_not_inherit_a_docstring() -> None:
    assert judge(Parent).docstring
    assert not judge(Child).docstring


@pytest.mark.parametrize("text", ["", "bare(x: int) -> int", "Nothing much."])
def test_what_nobody_wrote_is_no_docstring(
    monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setattr(bare, "__doc__", text)
    assert not judge(bare).docstring


def test_all_parameters_have_to_be_named() -> None:
    assert judge(described).parameters is True
    assert judge(half_described).parameters is False


def test_a_class_may_name_its_parameters_where_it_is_made() -> None:
    assert judge(Child).parameters is True


def test_without_parameters_there_is_nothing_to_name() -> None:
    assert judge(old_by_mark).parameters is None


def test_an_example_is_seen_and_its_absence() -> None:
    assert judge(described).example
    assert not judge(half_described).example


def test_hints_are_seen_in_functions_classes_and_stubs() -> None:
    assert judge(hinted).hints
    assert judge(Child).hints
    assert not judge(bare).hints
    assert not judge(math.cos).hints
    assert judge(math.cos, {"cos"}).hints


def test_stubs_are_found_by_name(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("package")
    (folder / "c.pyi").write_text("class C:\n    def one(self) -> int: ...\n", "utf-8")
    assert stub_names(folder) == {"one"}


@pytest.mark.parametrize(
    "old",
    [
        old_by_first_line,
        old_by_mark,
        old_further_down,
        old_by_its_name,
        old_by_decorator,
    ],
)
def test_what_says_so_of_itself_is_deprecated(old: Callable[[], None]) -> None:
    assert judge(old).deprecated


@pytest.mark.parametrize("new", [described, new_with_an_old_argument])
def test_what_says_so_of_an_argument_is_not(new: Callable[..., None]) -> None:
    assert not judge(new).deprecated


def test_what_a_deprecated_name_stands_for_is_not_deprecated_itself() -> None:
    def current() -> None:
        """Add things up."""

    old = deprecated("use current")(current)
    assert judge(old).deprecated
    assert not judge(current).deprecated
