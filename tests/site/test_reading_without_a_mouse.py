"""Every page's frame for those without a mouse, without motion, or here just now."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, ViewportSize, expect

PAGE = "/glossary.html"
DESK, PHONE = 1440, 390
# How the element with the focus looks, and what is in it, with the focus and without.
LOOKS = """() => {
  const look = element => [element, ...element.children].map(each => {
    const { outline, boxShadow, borderColor, backgroundColor, textDecoration, color } =
      getComputedStyle(each);
    return [outline, boxShadow, borderColor, backgroundColor, textDecoration, color];
  });
  const element = document.activeElement;
  const focused = look(element);
  element.blur();
  const plain = look(element);
  element.focus({ focusVisible: true });
  return [focused, plain, element.outerHTML.slice(0, 200)];
}"""
MOVING = """() => [...document.querySelectorAll("*")].filter(element => {
  const { transitionDuration, animationName } = getComputedStyle(element);
  return parseFloat(transitionDuration) > 0 || animationName !== "none";
}).length"""


@pytest.fixture
def new_tab(browser: Browser, address: str) -> Iterator[Any]:
    """Return what opens a tab of a reader who was never here."""
    contexts = []

    def new(width: int = DESK, **options: Any) -> Page:
        size: ViewportSize = {"width": width, "height": 900}
        contexts.append(browser.new_context(base_url=address, viewport=size, **options))
        return contexts[-1].new_page()

    yield new
    for context in contexts:
        context.close()


def test_the_first_stop_leads_past_the_contents(new_tab: Any, site: object) -> None:
    tab = new_tab()
    tab.goto(PAGE)
    tab.keyboard.press("Tab")
    link = tab.locator("#pst-skip-link a")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport()
    tab.keyboard.press("Enter")
    expect(tab).to_have_url(re.compile("#main-content$"))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_who_has_the_focus_can_be_seen(new_tab: Any, site: object, theme: str) -> None:
    tab = new_tab(color_scheme=theme, reduced_motion="reduce")
    tab.goto(PAGE)
    for _ in range(25):
        tab.keyboard.press("Tab")
        focused, plain, element = tab.evaluate(LOOKS)
        assert focused != plain, element


def test_nothing_moves_for_those_who_want_no_motion(new_tab: Any, site: object) -> None:
    tab = new_tab(reduced_motion="reduce")
    tab.goto(PAGE)
    assert tab.evaluate(MOVING) == 0
    lively = new_tab(reduced_motion="no-preference")
    lively.goto(PAGE)
    assert lively.evaluate(MOVING) > 0


@pytest.mark.parametrize("system", ["light", "dark"])
def test_who_never_chose_has_the_colours_of_the_system(
    new_tab: Any, site: object, system: str
) -> None:
    tab = new_tab(color_scheme=system)
    errors: list[str] = []

    def on_console(line: ConsoleMessage) -> None:
        if line.type == "error":
            errors.append(line.text)

    tab.on("console", on_console)
    tab.goto(PAGE, wait_until="commit")
    tab.wait_for_selector("body")
    assert tab.evaluate("document.documentElement.dataset.theme") == system
    tab.wait_for_load_state()
    assert errors == []


def test_the_colours_are_chosen_with_the_keyboard_and_remembered(
    new_tab: Any, site: object
) -> None:
    tab = new_tab(color_scheme="light")
    tab.goto(PAGE)
    menu = tab.locator(".theme-switch-container")
    menu.locator("summary").focus()
    tab.keyboard.press("Enter")
    dark = menu.locator("button[data-mode=dark]")
    expect(dark).to_be_visible()
    dark.focus()
    tab.keyboard.press("Enter")
    tab.reload()
    expect(tab.locator("html")).to_have_attribute("data-theme", "dark")


def test_a_phone_opens_and_closes_the_contents_with_the_keyboard(
    new_tab: Any, site: object
) -> None:
    tab = new_tab(PHONE)
    tab.goto(PAGE)
    tab.locator("button.primary-toggle").focus()
    tab.keyboard.press("Enter")
    contents = tab.locator("nav.bd-docs-nav")
    expect(contents).to_be_in_viewport()
    tab.keyboard.press("Escape")
    expect(contents).not_to_be_in_viewport()


def test_what_is_cut_off_can_be_scrolled_with_the_keyboard(
    new_tab: Any, site: object
) -> None:
    tab = new_tab(PHONE)
    tab.goto("/toy-problem.html")
    tab.set_viewport_size({"width": 320, "height": 900})
    tab.evaluate("() => new Promise(requestAnimationFrame)")
    stops: list[int] = tab.eval_on_selector_all(
        "pre, .drawing, .pst-scrollable-table-container",
        """boxes => boxes.filter(box => box.checkVisibility()
             && box.scrollWidth > box.clientWidth).map(box => box.tabIndex)""",
    )
    assert stops
    assert set(stops) == {0}
