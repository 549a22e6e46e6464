"""Every page at three widths, in light and in dark, as a browser shows it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Response

from built_pages import pages

Theme = Literal["light", "dark"]
WIDTHS = (390, 820, 1440)
THEMES: tuple[Theme, ...] = ("light", "dark")
VIEWS = [
    pytest.param(page, width, theme, id=f"{page}-{width}-{theme}")
    for page in pages()
    for width in WIDTHS
    for theme in THEMES
]
every_view = pytest.mark.parametrize(("page", "width", "theme"), VIEWS)

CHOOSE_THEME = """theme => {
  localStorage.setItem("mode", theme);
  localStorage.setItem("theme", theme);
}"""
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


@dataclass
class View:
    """What a visit to a page brought to light."""

    errors: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    seen: dict[str, Any] = field(default_factory=dict)


def listen(tab: Page, view: View) -> None:
    """Write down what a tab asks for and complains of."""

    def on_console(line: ConsoleMessage) -> None:
        if line.type == "error":
            view.errors.append(line.text)

    def on_response(answer: Response) -> None:
        if not answer.ok:
            view.failed.append(answer.url)

    tab.on("console", on_console)
    tab.on("response", on_response)
    tab.on("pageerror", lambda error: view.errors.append(str(error)))
    tab.on("request", lambda request: view.asked.append(request.url))
    tab.on("requestfailed", lambda request: view.failed.append(request.url))


Visit = Callable[[str, int, Theme], View]


@pytest.fixture(scope="module")
def visit(browser: Browser, address: str) -> Visit:
    """Return a visitor, who opens each page once a theme, and makes it narrow and wide.

    Most of a visit is the wait until no more is asked for: both themes wait together.
    """

    @cache
    def look(page: str) -> dict[tuple[int, Theme], View]:
        heard: dict[Theme, View] = {theme: View() for theme in THEMES}
        tabs = {theme: open_tab(browser, heard[theme], theme) for theme in THEMES}
        for tab in tabs.values():
            tab.goto(f"{address}/{page}", wait_until="commit")
        views = {}
        for theme, tab in tabs.items():
            tab.wait_for_load_state("networkidle")
            for width in WIDTHS:
                tab.set_viewport_size({"width": width, "height": 900})
                views[width, theme] = replace(heard[theme], seen=tab.evaluate(LOOK))
            tab.context.close()
        return views

    return lambda page, width, theme: look(page)[width, theme]


def open_tab(browser: Browser, view: View, theme: Theme) -> Page:
    """Open a tab in a theme, and note in a view what it asks for and complains of."""
    context = browser.new_context(color_scheme=theme)
    context.add_init_script(f"({CHOOSE_THEME})('{theme}')")
    tab = context.new_page()
    listen(tab, view)
    return tab


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
