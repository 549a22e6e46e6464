"""Visits to pages of the built site: tabs that write down what happens in them."""

from dataclasses import dataclass, field
from typing import Any, Literal

from playwright.sync_api import Browser, ConsoleMessage, Page, Response, ViewportSize

Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")
HEIGHT = 900
PREPARE = """theme => {
  localStorage.setItem("mode", theme);
  localStorage.setItem("theme", theme);
  window.shifted = 0;
  new PerformanceObserver(list => {
    for (const shift of list.getEntries()) window.shifted += shift.value;
  }).observe({ type: "layout-shift", buffered: true });
}"""


@dataclass
class View:
    """What a visit to a page brought to light.

    Attributes:
        errors: what the browser complained of.
        failed: addresses that gave nothing.
        asked: addresses that were asked for.
        seen: what was looked up in the page.
    """

    errors: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    seen: dict[str, Any] = field(default_factory=dict)


def open_tab(browser: Browser, view: View, theme: Theme, width: int) -> Page:
    """Open a tab in a theme, and note in a view what it asks for and complains of.

    The tab's `shifted` is the sum of its layout shifts.
    """
    size: ViewportSize = {"width": width, "height": HEIGHT}
    context = browser.new_context(color_scheme=theme, viewport=size)
    context.add_init_script(f"({PREPARE})('{theme}')")
    tab = context.new_page()
    listen(tab, view)
    return tab


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
