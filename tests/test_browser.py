"""A page can use a browser, from an event loop too, and is told where none is."""

import asyncio

import pytest
from playwright.sync_api import Browser

from spotdiff import browser


def test_chromium_may_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", "/somewhere/chromium")
    assert browser.found() == "/somewhere/chromium"


def test_where_there_is_none_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", "")
    assert browser.found() is None
    with pytest.raises(browser.NoBrowserError, match="install it, or name it"):
        browser.with_browser(lambda _: None)


def title(opened: Browser) -> str:
    tab = opened.new_page()
    tab.set_content("<title>Here</title>")
    return tab.title()


@pytest.mark.usefixtures("needs_chromium")
def test_it_opens_pages_also_from_within_an_event_loop() -> None:
    async def cell() -> str:
        return browser.with_browser(title)

    assert asyncio.run(cell()) == "Here"


@pytest.mark.usefixtures("needs_chromium")
def test_what_goes_wrong_there_is_told_here() -> None:
    with pytest.raises(ZeroDivisionError):
        browser.with_browser(lambda _: 1 / 0)
