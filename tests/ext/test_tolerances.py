"""The `tolerances` directive: which constants it finds, and that each has a reason."""

from pathlib import Path

import pytest

from ext.builder import Builder
from ext.html_tree import parse
from ext.small_book import CONF, SmallBook
from tolerances import Tolerance, count_unnamed, sources, tolerances

CODE = '''"""A module."""

# Two roundings of numbers
# below one.
TOLERANCE = 2e-7
SCORES_TOLERANCE = {
    "small": 1e-5,
}
STEPS = 3
RATE_TOLERANCE: float = 1e-3  # said by the maker

# Of something else.

ROUNDING = 4 * 1e-8


def deeper() -> None:
    TOLERANCE = 1
'''
TEST = """# Given to a comparison.
SAME = 1e-9
OTHER = 7
OURS_TOLERANCE = problem.TOLERANCE


def test_it():
    assert 1 == approx(1, rel=SAME) and 2 == approx(2, abs=1e-3, rel=0)
    assert_allclose(3, 3, rtol=0, atol=1e-6)
"""
PAGE = "# Page\n\n```{tolerances}\n```\n"
BOOK = {
    "conf.py": CONF + 'extensions.append("tolerances")\n',
    "uv.lock": "",
    "code/shop/problem.py": "# As much as rounding takes.\nTOLERANCE = 1e-12\n",
    "tests/test_shop.py": TEST,
    "book/index.md": "# Book\n\n```{toctree}\npage\nother\n```\n",
    "book/page.md": PAGE,
    "book/other.md": "# Other\n\nNothing.\n",
}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory, builder: Builder) -> SmallBook:
    made = SmallBook(tmp_path_factory.mktemp("tolerances"), builder)
    made.write(BOOK)
    made.build_well()
    return made


def found(folder: Path, text: str) -> dict[str, Tolerance]:
    """Return the tolerances of a text, by their names."""
    file = folder / "module.py"
    file.write_text(text, "utf-8")
    return {one.name: one for one in tolerances(file, folder)}


def test_constants_are_found_by_their_endings(tmp_path: Path) -> None:
    names = found(tmp_path, CODE)
    assert list(names) == [
        "TOLERANCE",
        "SCORES_TOLERANCE",
        "RATE_TOLERANCE",
        "ROUNDING",
    ]
    assert {one.file for one in names.values()} == {"module.py"}


def test_a_bound_is_shown_as_it_is_written(tmp_path: Path) -> None:
    names = found(tmp_path, CODE)
    assert names["TOLERANCE"].value == "2e-7"
    assert names["ROUNDING"].value == "4 * 1e-8"


def test_a_reason_stands_above_or_beside(tmp_path: Path) -> None:
    names = found(tmp_path, CODE)
    assert names["TOLERANCE"].reason == "Two roundings of numbers below one."
    assert names["RATE_TOLERANCE"].reason == "said by the maker"


def test_neighbours_share_a_reason(tmp_path: Path) -> None:
    names = found(tmp_path, CODE)
    assert names["SCORES_TOLERANCE"].reason == names["TOLERANCE"].reason


def test_a_comment_apart_is_no_reason(tmp_path: Path) -> None:
    assert found(tmp_path, CODE)["ROUNDING"].reason == ""


def test_what_a_comparison_is_given_is_a_tolerance(tmp_path: Path) -> None:
    names = found(tmp_path, TEST)
    assert list(names) == ["SAME"], "a second name for another's constant is none"
    assert names["SAME"].reason == "Given to a comparison."


def test_bounds_without_a_name_are_counted() -> None:
    assert count_unnamed(TEST) == 2


def test_files_without_a_tolerance_are_passed_by(tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text("A = 1\n")
    (tmp_path / "two.py").write_text("TOLERANCE = 1\n")
    assert [file.name for file in sources(tmp_path, ["."])] == ["two.py"]


def test_the_page_shows_bound_reason_and_place(book: SmallBook) -> None:
    page = parse(book.html("page"))
    cells = [cell.text.strip() for cell in page.one("table.tolerances").all("td")]
    assert cells[0] == "1e-12"
    assert "As much as rounding takes." in cells[1]
    assert "code/shop/problem.py: TOLERANCE" in cells[1]
    assert "2 tolerances have names. A further 2 comparisons" in page.text


def test_a_second_build_reads_nothing_and_a_new_file_reads_the_page(
    book: SmallBook,
) -> None:
    before = (book.folder / "_build/html/page.html").stat().st_mtime_ns
    book.build_well()
    assert (book.folder / "_build/html/page.html").stat().st_mtime_ns == before
    book.write({"code/shop/new.py": "# New here.\nNEW_TOLERANCE = 0.5\n"})
    other = (book.folder / "_build/html/other.html").stat().st_mtime_ns
    book.build_well()
    assert "New here." in book.html("page")
    assert (book.folder / "_build/html/other.html").stat().st_mtime_ns == other


def test_a_tolerance_without_a_reason_fails_the_build(book: SmallBook) -> None:
    book.write({"code/shop/bare.py": "TOLERANCE = 0.5\n"})
    done = book.build()
    assert done.status != 0
    assert "code/shop/bare.py: TOLERANCE has no reason" in done.output
    assert "say in a comment above it why this much" in done.output
