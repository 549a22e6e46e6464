"""How the chapters are written: short cells, one title, no level left out."""

import re
from itertools import pairwise
from pathlib import Path
from statistics import median

import pytest

BOOK = Path(__file__).parents[2] / "book"
PAGES = sorted(
    path.relative_to(BOOK).as_posix()
    for path in BOOK.rglob("*.md")
    if not path.relative_to(BOOK).parts[0].startswith("_")
)
LONGEST, MIDDLE = 15, 4
CELL = re.compile(r"^(```+)\{code-cell\}[^\n]*\n(.*?)^\1$", re.MULTILINE | re.DOTALL)
FENCE = re.compile(r"^(?P<fence>```+|~~~+).*?^(?P=fence)`*$", re.MULTILINE | re.DOTALL)
FRONT_MATTER = re.compile(r"\A---\n.*?^---\n", re.MULTILINE | re.DOTALL)


def cells(text: str) -> list[list[str]]:
    """Return the lines of code of every cell; options and blank lines left out."""
    bodies = (match[2].splitlines() for match in CELL.finditer(text))
    return [
        [line for line in body if line.strip() and not re.match(r":\w+:", line)]
        for body in bodies
    ]


def levels(text: str) -> list[int]:
    """Return the level of every heading, in order."""
    prose = FENCE.sub("", FRONT_MATTER.sub("", text))
    return [len(m[1]) for m in re.finditer(r"^(#+) \S", prose, re.MULTILINE)]


def read(page: str) -> str:
    return (BOOK / page).read_text("utf-8")


def test_cells_and_headings_are_counted_as_a_reader_would() -> None:
    page = (
        "---\ntitle: x\n---\n# One\n\n```{code-cell} python\n:tags: [a]\n# no heading\n"
        "\nx = 1\n```\n\n## Two\n\n````{note}\n```{code-cell}\ny = 1\n```\n````\n"
    )
    assert cells(page) == [["# no heading", "x = 1"], ["y = 1"]]
    assert levels(page) == [1, 2]


def test_there_are_chapters() -> None:
    assert "index.md" in PAGES
    assert any(cells(read(page)) for page in PAGES)


@pytest.mark.parametrize("page", PAGES)
def test_no_cell_is_longer_than_a_reader_wants_to_see(page: str) -> None:
    long = ["\n".join(cell) for cell in cells(read(page)) if len(cell) > LONGEST]
    assert long == []


@pytest.mark.parametrize("page", [p for p in PAGES if cells(read(p))])
def test_most_cells_are_a_few_lines(page: str) -> None:
    assert median(len(cell) for cell in cells(read(page))) <= MIDDLE


@pytest.mark.parametrize("page", PAGES)
def test_a_page_has_one_title_and_it_comes_first(page: str) -> None:
    found = levels(read(page))
    assert found[:1] == [1]
    assert found.count(1) == 1


@pytest.mark.parametrize("page", PAGES)
def test_no_level_of_heading_is_left_out(page: str) -> None:
    found = levels(read(page))
    assert all(after <= before + 1 for before, after in pairwise(found))
