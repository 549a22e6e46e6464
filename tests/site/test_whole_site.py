"""Every page of the site, judged in full, for `make site-check`, which prints it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser

import lighthouse
from built_pages import MADE_BY_SPHINX, pages
from judging import violations
from site_report import LIGHTHOUSE, VIEWS
from visits import THEMES, Theme, View, open_tab

pytestmark = pytest.mark.whole_site

WIDTHS = (390, 1440)
ALL_PAGES = sorted({*pages(), *MADE_BY_SPHINX})
# Shown in place of any other, and for no search engine to find.
IN_PLACE = "404.html"
Note = Callable[[str, object], None]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("page", [*ALL_PAGES, IN_PLACE])
def test_axe_finds_no_violation_in_any_view(
    browser: Browser,
    address: str,
    node_modules: object,
    axe: str,
    page: str,
    width: int,
    theme: Theme,
    record_property: Note,
) -> None:
    tab = open_tab(browser, View(), theme, width)
    tab.goto(f"{address}/{page}", wait_until="load")
    found = violations(tab, axe)
    tab.context.close()
    view = {"page": page, "width": width, "theme": theme, "violations": len(found)}
    record_property(VIEWS, view)
    assert found == []


@pytest.mark.parametrize("form", lighthouse.FORMS)
@pytest.mark.parametrize("page", ALL_PAGES)
def test_lighthouse_gives_at_least_95(
    compressed: str,
    node_modules: Path,
    needs_chromium: str,
    page: str,
    form: str,
    record_property: Note,
) -> None:
    verdict = lighthouse.judge(
        f"{compressed}/{page}", form, node_modules, needs_chromium
    )
    record_property(LIGHTHOUSE, {"page": page, "form": form, "scores": verdict.scores})
    low = {
        name: (score, verdict.reasons[name])
        for name, score in verdict.scores.items()
        if score < lighthouse.GOOD
    }
    assert not low
