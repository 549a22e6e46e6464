"""Every page at three widths, in light and in dark, as a browser shows it."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import cycle
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from built_pages import pages
from judging import violations
from visits import HEIGHT, THEMES, Theme, View, open_tab

WIDTHS = (390, 820, 1440)
VIEWS = [
    pytest.param(page, width, theme, id=f"{page}-{width}-{theme}")
    for page in pages()
    for width in WIDTHS
    for theme in THEMES
]
every_view = pytest.mark.parametrize(("page", "width", "theme"), VIEWS)

# Where axe-core judges: these views in turn, one a page. `make site-check` judges every
# view of every page.
FIRST_WIDTH: dict[Theme, int] = {"light": 1440, "dark": 390}
JUDGED = dict(zip(pages(), cycle(FIRST_WIDTH), strict=False))
judged_view = pytest.mark.parametrize(
    ("page", "width", "theme"),
    [
        pytest.param(page, FIRST_WIDTH[theme], theme, id=f"{page}-{theme}")
        for page, theme in JUDGED.items()
    ],
)
# The browser calls a shift of less than 0.1 good; one of a pixel's height is none.
STEADY = 0.01

# What moved until two frames after the page was complete.
SHIFTED = """() => new Promise(done =>
  requestAnimationFrame(() => requestAnimationFrame(() => done(window.shifted))))"""
# At another width the sidebar moves to its place; two frames later scripts know of it.
SETTLED = """() => Promise
  .allSettled(document.getAnimations().map(each => each.finished))
  .then(() => new Promise(done =>
    requestAnimationFrame(() => requestAnimationFrame(() => done()))))"""
# Load what is below the fold too, then look at every image there is.
LOOK = """async () => {
  const shown = image => image.checkVisibility({visibilityProperty: true})
    && image.getBoundingClientRect().width > 0;
  const images = [...document.images];
  images.forEach(image => { image.loading = "eager"; });
  await Promise.allSettled(images.filter(shown).map(image => image.decode()));
  return {
    theme: document.documentElement.dataset.theme,
    room: document.documentElement.clientWidth,
    width: document.documentElement.scrollWidth,
    images: images.filter(shown).map(image => ({
      source: image.getAttribute("src"),
      alt: image.getAttribute("alt"),
      loaded: image.complete && image.naturalWidth > 0,
      aspect: image.naturalWidth / image.naturalHeight,
      shown: image.width / image.height,
    })),
    // Those in a tab that is not chosen are left out: none of them is shown.
    figures: [...document.querySelectorAll(".live-figure")]
      .filter(figure => figure.checkVisibility())
      .map(figure => [...figure.querySelectorAll("img")].filter(shown).map(image =>
        [...image.classList].filter(name => name.startsWith("only-")))),
    letters: [...document.querySelectorAll("svg.diagram")]
      .filter(drawing => drawing.checkVisibility())
      .map(drawing => parseFloat(getComputedStyle(drawing).fontSize)
        * drawing.getBoundingClientRect().width / drawing.viewBox.baseVal.width),
    data: [...document.querySelectorAll(".live-figure")]
      .filter(figure => figure.checkVisibility())
      .map(figure => figure.querySelector(".figure-data").checkVisibility()),
  };
}"""


Visit = Callable[[str, int, Theme], View]


@pytest.fixture(scope="module")
def visit(browser: Browser, address: str, axe: str | None) -> Visit:
    """Return a visitor, who opens each page once a theme, and makes it narrow and wide.

    Much of a visit is waiting: both themes wait together.
    """

    @cache
    def look(page: str) -> dict[tuple[int, Theme], View]:
        heard: dict[Theme, View] = {theme: View() for theme in THEMES}
        tabs = {
            theme: open_tab(browser, heard[theme], theme, FIRST_WIDTH[theme])
            for theme in THEMES
        }
        for tab in tabs.values():
            tab.goto(f"{address}/{page}", wait_until="commit")
        views = {}
        for theme, tab in tabs.items():
            tab.wait_for_load_state("load")
            shifted = tab.evaluate(SHIFTED)
            for width in WIDTHS:
                seen = see(tab, width) | {"shifted": shifted}
                if axe and theme == JUDGED[page] and width == FIRST_WIDTH[theme]:
                    tab.evaluate(SETTLED)
                    seen["violations"] = violations(tab, axe)
                views[width, theme] = replace(heard[theme], seen=seen)
            tab.context.close()
        return views

    return lambda page, width, theme: look(page)[width, theme]


def see(tab: Page, width: int) -> dict[str, Any]:
    """Make a tab as wide as asked, and look at it."""
    tab.set_viewport_size({"width": width, "height": HEIGHT})
    seen: dict[str, Any] = tab.evaluate(LOOK)
    return seen


@every_view
def test_the_browser_has_nothing_to_complain_of(
    visit: Visit, page: str, width: int, theme: Theme
) -> None:
    view = visit(page, width, theme)
    assert view.errors == []
    assert view.failed == []


@every_view
def test_no_other_host_is_asked_for_anything(
    visit: Visit, address: str, page: str, width: int, theme: Theme
) -> None:
    asked = visit(page, width, theme).asked
    own = (f"{address}/", "data:", "blob:")
    assert asked
    assert [url for url in asked if not url.startswith(own)] == []


@every_view
def test_the_page_does_not_scroll_sideways(
    visit: Visit, page: str, width: int, theme: Theme
) -> None:
    seen = visit(page, width, theme).seen
    assert seen["width"] <= seen["room"] <= width


@every_view
def test_every_image_is_loaded_described_and_undistorted(
    visit: Visit, page: str, width: int, theme: Theme
) -> None:
    for image in visit(page, width, theme).seen["images"]:
        assert image["loaded"], image
        assert image["alt"], image
        assert image["shown"] == pytest.approx(image["aspect"], rel=0.02), image


@every_view
def test_every_figure_is_shown_once_in_the_colours_of_the_page(
    visit: Visit, page: str, width: int, theme: Theme
) -> None:
    seen = visit(page, width, theme).seen
    assert seen["theme"] == theme
    assert all(figure == [[f"only-{theme}"]] for figure in seen["figures"])


@every_view
def test_the_letters_of_every_diagram_are_large_enough_to_read(
    visit: Visit, page: str, width: int, theme: Theme
) -> None:
    assert all(size >= 8.9 for size in visit(page, width, theme).seen["letters"])


@every_view
def test_the_caption_and_the_data_of_every_figure_can_be_seen(
    visit: Visit, page: str, width: int, theme: Theme
) -> None:
    seen = visit(page, width, theme).seen
    assert len(seen["data"]) == len(seen["figures"])
    assert all(seen["data"])


@judged_view
def test_nothing_moves_in_the_first_view(
    visit: Visit, page: str, width: int, theme: Theme
) -> None:
    assert visit(page, width, theme).seen["shifted"] < STEADY


@judged_view
def test_axe_finds_no_violation(
    visit: Visit, node_modules: object, page: str, width: int, theme: Theme
) -> None:
    assert visit(page, width, theme).seen["violations"] == []
