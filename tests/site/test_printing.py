"""Pages on paper, in a browser that shows them as a printer would."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from built_pages import pages, tree

# Pixels, without the margins.
A4 = ViewportSize(width=680, height=1000)
# Dispatched by hand: whoever only looks as a printer does prints nothing.
PRINT, PRINTED = (
    f'dispatchEvent(new Event("{name}"))' for name in ("beforeprint", "afterprint")
)
SHOWN = "list => list.filter(each => each.checkVisibility()).length"


def most(selector: str) -> str:
    """Return the page that has most of something."""
    return max(pages(), key=lambda page: len(list(tree(page).all(selector))))


@pytest.fixture(scope="module")
def paper(browser: Browser, address: str, site: object) -> Iterator[Page]:
    """Return the page with most pairs, chosen dark, on its way to the printer."""
    context = browser.new_context(base_url=address, viewport=A4, color_scheme="dark")
    page = context.new_page()
    page.goto(f"/{most('div.sides')}")
    page.emulate_media(media="print")
    page.evaluate(PRINT)
    yield page
    context.close()


def test_both_sides_are_printed_whatever_tab_is_chosen(paper: Page) -> None:
    sides = paper.locator(".sides > .sd-tab-content")
    assert sides.count() > 4
    assert sides.evaluate_all(SHOWN) == sides.count()


@pytest.mark.parametrize(
    "selector",
    [
        ".bd-sidebar-primary",
        ".bd-sidebar-secondary",
        ".bd-header-article",
        ".prev-next-area",
        "button.copybtn",
        "a.headerlink",
    ],
)
def test_what_is_only_good_on_a_screen_is_not_printed(
    paper: Page, selector: str
) -> None:
    found = paper.locator(selector)
    assert found.count() > 0
    assert found.evaluate_all(SHOWN) == 0


def test_paper_is_light_and_what_was_folded_is_open(paper: Page) -> None:
    assert paper.evaluate("document.documentElement.dataset.theme") == "light"
    assert paper.locator("details:not([open])").count() == 0
    dark = paper.locator("img.only-dark")
    assert dark.count() > 0
    assert dark.evaluate_all(SHOWN) == 0


def test_nothing_is_wider_than_the_paper(paper: Page) -> None:
    assert paper.evaluate("document.documentElement.scrollWidth") <= A4["width"]
    cut = "list => list.filter(e => e.scrollWidth > e.clientWidth + 1).length"
    assert paper.locator(".sides pre").evaluate_all(cut) == 0


def test_after_printing_the_page_is_as_it_was(
    browser: Browser, address: str, site: object
) -> None:
    with browser.new_context(base_url=address, color_scheme="dark") as context:
        page = context.new_page()
        page.goto(f"/{most('details')}")
        folded = page.locator("details:not([open])").count()
        assert folded > 0
        page.evaluate(PRINT)
        page.evaluate(PRINTED)
        assert page.evaluate("document.documentElement.dataset.theme") == "dark"
        assert page.locator("details:not([open])").count() == folded
