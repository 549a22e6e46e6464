"""The page of all verdicts, and the badges of the pages that judge the claims."""

from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser

import evidence
import ledger
from built_pages import SITE, pages, tree
from ext.html_tree import Element
from ledger import Claim

CLAIMS = ledger.read(evidence.BOOK_LEDGER)
PAGE = "verdicts.html"


def words(element: Element) -> str:
    return " ".join(element.text.split())


def as_typed(element: Element) -> str:
    """Return a text with the apostrophes of a keyboard."""
    return words(element).replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")


def badges(line: Element) -> list[str]:
    return [words(badge) for badge in line.all("span.badge-of-claim")]


def verdicts(claim: Claim) -> list[str]:
    return [f"2017 {claim.then}", f"Today {claim.today}"]


@cache
def lines(page: str) -> dict[str, Element]:
    """Return the line of every claim that a page shows."""
    file, found = SITE / page, {}
    if not file.exists() or "badge-of-claim" not in file.read_text("utf-8"):
        return {}
    for block in tree(page).all("ul.verdicts"):
        for line in block.all("li"):
            found[words(next(line.all("a")))] = line
    return found


def test_every_claim_has_one_entry_with_its_anchor_and_its_verdicts(
    site: Path,
) -> None:
    entries = list(tree(PAGE).all("section.of-claim"))
    anchors = [entry.attributes["id"] for entry in entries]
    assert sorted(anchors) == sorted(name.lower() for name in CLAIMS)
    for entry in entries:
        claim = CLAIMS[entry.attributes["id"].upper()]
        assert badges(entry) == verdicts(claim)
        assert claim.evidence in as_typed(entry)
        assert all(test in entry.text for test in claim.tests)


@pytest.mark.parametrize("name", CLAIMS)
def test_the_page_that_judges_a_claim_shows_its_verdicts(site: Path, name: str) -> None:
    claim = CLAIMS[name]
    shown = lines(f"{claim.page}.html")
    assert name in shown, f"{claim.page} does not show {name}"
    assert badges(shown[name]) == verdicts(claim)


@pytest.mark.parametrize("page", pages())
def test_whatever_verdict_a_page_shows_is_that_of_the_ledger(
    site: Path, page: str
) -> None:
    for name, line in lines(page).items():
        assert badges(line) == verdicts(CLAIMS[name])
        assert f"verdicts.html#{name.lower()}" in next(line.all("a")).attributes["href"]


WIDTHS = (390, 1440)


def test_a_command_unfolds_and_nothing_is_wider_than_the_screen(
    browser: Browser, address: str
) -> None:
    for width in WIDTHS:
        page = browser.new_page(viewport={"width": width, "height": 900})
        page.goto(f"{address}/{PAGE}#t1")
        command = page.locator("#t1 details.proof pre")
        assert not command.is_visible()
        page.locator("#t1 summary").press("Enter")
        assert command.is_visible()
        assert CLAIMS["T1"].tests[0] in command.inner_text()
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width
        page.close()


def test_verdicts_are_told_apart_by_a_mark_that_is_not_read_out(
    browser: Browser, address: str
) -> None:
    page = browser.new_page()
    page.goto(f"{address}/{PAGE}")
    mark = (
        "e => [e.parentElement.classList[1], getComputedStyle(e, '::before').content]"
    )
    found = dict(
        page.eval_on_selector_all(".badge-of-claim .word", f"all => all.map({mark})")
    )
    page.close()
    assert all(content.endswith('/ ""') for content in found.values())
    then = {name: text for name, text in found.items() if name.startswith("then-")}
    today = {name: text for name, text in found.items() if name.startswith("today-")}
    for marks in (then, today):
        assert len(set(marks.values())) == len(marks) > 1
