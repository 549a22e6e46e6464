"""Every line and every need rests on pages, claims and tests that are there."""

import ast
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest
from mdit_py_plugins.anchors.index import slugify

import needs
from needs import UNTESTED, Entry, Line, Need

ROOT = Path(__file__).parents[2]
BOOK = ROOT / "book"
FOUND = needs.read(BOOK / "choices.toml")
ENTRIES: list[Entry] = [*FOUND.lines.values(), *FOUND.needs.values()]
CLAIMS = tomllib.loads((BOOK / "claims.toml").read_text("utf-8"))
UNTESTABLE = "cannot be tested here"
FENCE = re.compile(r"^(?P<fence>```+).*?^(?P=fence)`*$", re.MULTILINE | re.DOTALL)

every_entry = pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)


@cache
def anchors(page: str) -> set[str]:
    prose = FENCE.sub("", (BOOK / f"{page}.md").read_text("utf-8"))
    return {slugify(m[1]) for m in re.finditer(r"^#+ (.+)$", prose, re.MULTILINE)}


@cache
def functions_of(file: str) -> set[str]:
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def rests_on_tests(entry: Entry) -> bool:
    """Tell whether there is anything about an entry that a test can pin."""
    if isinstance(entry, Need):
        return entry.favours != UNTESTED
    assert isinstance(entry, Line)
    return {entry.then, entry.today} != {UNTESTABLE}


@every_entry
def test_its_pages_and_places_exist(entry: Entry) -> None:
    for page in entry.pages:
        name, _, anchor = page.partition("#")
        assert (BOOK / f"{name}.md").is_file(), page
        assert not anchor or anchor in anchors(name), page


@every_entry
def test_its_claims_are_in_the_ledger(entry: Entry) -> None:
    assert set(entry.claims) <= set(CLAIMS)


@every_entry
def test_its_tests_exist_and_there_are_some_where_it_says_something(
    entry: Entry,
) -> None:
    assert bool(entry.tests) == rests_on_tests(entry)
    for test in entry.tests:
        file, _, name = test.partition("::")
        assert (ROOT / file).is_file(), test
        assert name in functions_of(file), test


@every_entry
def test_a_claim_that_it_draws_on_is_judged_on_one_of_its_pages_or_nearby(
    entry: Entry,
) -> None:
    chapters = {chapter(page) for page in entry.pages}
    judged = {chapter(CLAIMS[name]["page"]) for name in entry.claims}
    assert not judged or judged & (chapters | {"conclusion"})


def chapter(page: str) -> str:
    """Return the chapter of a page: its folder is named after it."""
    return page.partition("#")[0].split("/")[0]


def test_every_line_of_the_claims_about_choosing_is_there() -> None:
    of = [line.of for line in FOUND.lines.values()]
    assert [of.count(side) for side in ("tensorflow", "pytorch", "both")] == [6, 4, 1]


def test_there_are_needs_for_either_side_and_for_none() -> None:
    counts = FOUND.favoured()
    assert all(counts.values())
    # Nothing tells the two apart in a third of the cases and more.
    assert counts[needs.EITHER] + counts[needs.NEITHER] >= len(FOUND.needs) / 3
