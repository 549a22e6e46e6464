"""The programs of the built site: each listing has one, and every one runs."""

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Browser, Page, expect

import run_programs
from built_pages import SITE, pages, tree
from ext.html_tree import Element
from operations import read_operation

LIST = "snippets.html"
FOLDER = SITE / "snippets"
HEAVIEST = 300_000  # bytes
DICTIONARY = "dictionary.html"


def files() -> list[Path]:
    """Return the programs, in their order."""
    return sorted(FOLDER.glob("*.py"))


def shown_on(page: str) -> list[Element]:
    return list(tree(page).all("div.listing"))


def linked(element: Element, page: str) -> list[Path]:
    """Return the files that an element of a page leads to as programs."""
    links = element.all("a.program")
    return [SITE / urljoin(page, link.attributes["href"]) for link in links]


# What is in them --------------------------------------------------------------


@pytest.mark.parametrize("page", pages())
def test_every_listing_has_its_program_and_stands_in_it_letter_by_letter(
    site: Path, page: str
) -> None:
    for listing in shown_on(page):
        (file,) = linked(listing, page)
        text = file.read_text("utf-8")
        for piece in pieces(listing.one("pre").text):
            assert f"\n{piece}\n" in text, f"{file.name} lacks:\n{piece}"


def pieces(code: str) -> Iterator[str]:
    """Yield the definitions and the comments of a listing.

    Its imports are the program's own matter, and so is what it does when it is run.
    """
    lines = code.rstrip("\n").split("\n")
    for node in ast.parse(code).body:
        main = isinstance(node, ast.If) and "__name__" in ast.unparse(node.test)
        if not main and not isinstance(node, ast.Import | ast.ImportFrom):
            decorators = getattr(node, "decorator_list", [])
            first = min([node.lineno, *(each.lineno for each in decorators)])
            yield "\n".join(lines[first - 1 : node.end_lineno])
    yield from (line for line in lines if line.startswith("#"))


def test_every_operation_of_the_dictionary_stands_in_its_topics_program(
    site: Path,
) -> None:
    for table in tree(DICTIONARY).all("table.dictionary"):
        topic = table.attributes["data-topic"]
        sides = [operations(file) for file in linked(table, DICTIONARY)]
        assert len(sides) == 2
        for row in table.all("tbody.dictionary-row"):
            name = row.attributes["id"].removeprefix(f"row-{topic}-")
            codes = [pre.text for pre in row.all("pre")]
            assert [side[name] for side in sides] == codes


def operations(file: Path) -> dict[str, str]:
    """Return the operations of a program as the dictionary shows them."""
    source = file.read_text("utf-8")
    found = {}
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef) and isinstance(node.body[-1], ast.Return):
            name = node.name.replace("_", "-")
            found[name] = read_operation(node, source, file).code
    return found


def test_no_program_is_of_ours(site: Path) -> None:
    for file in files():
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            assert not [n for n in names if n.split(".")[0] == run_programs.OURS], file


# What they do -----------------------------------------------------------------


@pytest.fixture(scope="module")
def runs(site: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Run all programs, in forks of a process for each framework."""
    out = tmp_path_factory.mktemp("programs") / "runs.json"
    tool = [sys.executable, "-P", run_programs.__file__, str(FOLDER), "--forked"]
    subprocess.run([*tool, "--out", str(out)], check=True, stderr=subprocess.DEVNULL)
    found: dict[str, Any] = json.loads(out.read_text("utf-8"))
    return found


def test_every_program_runs_prints_something_and_complains_of_nothing(
    runs: dict[str, Any],
) -> None:
    assert list(runs) == [file.name for file in files()]
    assert not list(run_programs.failures(runs))


# The page that lists them -----------------------------------------------------


def test_the_list_leads_to_every_file_once(site: Path) -> None:
    found = linked(tree(LIST), LIST)
    assert sorted(found) == sorted(FOLDER.iterdir())


def test_the_list_says_what_each_was_verified_with(site: Path) -> None:
    for row in tree(LIST).one("table.programs").all("tr"):
        for file in linked(row, LIST):
            if file.suffix == ".py":
                first = file.read_text("utf-8").partition("\n")[0]
                assert first.endswith(f" Verified with {row.one('small').text}.")


def test_the_list_is_not_heavy(site: Path) -> None:
    assert (site / LIST).stat().st_size < HEAVIEST


@pytest.fixture
def tab(browser: Browser, address: str) -> Iterator[Page]:
    """Return a tab that may use the clipboard."""
    context = browser.new_context(base_url=address)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    yield context.new_page()
    context.close()


def copied(tab: Page) -> str:
    text: str = tab.evaluate("navigator.clipboard.readText()")
    return text


def test_the_button_beside_a_listing_copies_the_program(tab: Page) -> None:
    tab.goto("/toy-problem.html")
    listing = tab.locator("div.listing:visible").first
    listing.get_by_role("button", name="Copy the program").click()
    expect(listing.locator(".program-copy")).to_have_text("copied")
    (file, *_) = linked(tree("toy-problem.html"), "toy-problem.html")
    assert copied(tab) == file.read_text("utf-8")


def test_the_button_in_a_listing_says_that_it_copies_what_is_shown(tab: Page) -> None:
    tab.goto("/toy-problem.html")
    button = tab.locator("div.listing:visible button.copybtn").first
    expect(button).to_have_attribute("data-tooltip", "Copy what is shown")


def test_the_list_is_searched_and_copied_from(tab: Page) -> None:
    tab.goto(f"/{LIST}?q=making tensors")
    expect(tab.get_by_role("status")).to_contain_text("2 of ")
    tab.get_by_role("button", name="TensorFlow and Keras", exact=True).click()
    expect(tab.get_by_role("status")).to_contain_text("1 of ")
    tab.locator(".program-copy:visible").click()
    expect(tab.locator(".program-copy:visible")).to_have_text("copied")
    file = FOLDER / "dictionary_creation_tensorflow.py"
    assert copied(tab) == file.read_text("utf-8")
    tab.get_by_role("searchbox").fill("no such thing")
    expect(tab.get_by_role("status")).to_contain_text("None.")
    assert tab.url.endswith("?q=no%20such%20thing")


def test_without_leave_to_read_it_the_program_is_shown(
    browser: Browser, site: Path
) -> None:
    with browser.new_context() as context:
        tab = context.new_page()
        tab.goto((site / "toy-problem.html").resolve().as_uri())
        tab.locator(".program-copy:visible").first.click()
        tab.wait_for_url("**/snippets/*.py")
