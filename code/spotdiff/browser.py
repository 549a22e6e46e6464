"""A real browser for a page: Chromium, where there is one."""

import os
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
# It asks nobody for anything, and draws without a graphics card.
ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

Found = TypeVar("Found")


class NoBrowserError(RuntimeError):
    """There is no browser here; the message says what to do."""


def found() -> str | None:
    """Return the path of Chromium: the one that CHROMIUM names, or one on PATH."""
    named = os.environ.get("CHROMIUM")
    paths = [named] if named else map(shutil.which, NAMES)
    return next(filter(None, paths), None)


def with_browser(work: Callable[[Browser], Found]) -> Found:
    """Open Chromium, let somebody work with it, and close it.

    The work is done in a thread of its own: a notebook runs its cells in an event
    loop, in which Playwright's plain functions refuse to run.

    Args:
        work: Given the browser; what it returns is returned.

    Raises:
        NoBrowserError: there is none.
    """
    path = found()
    if path is None:
        raise NoBrowserError("there is no Chromium: install it, or name it in CHROMIUM")

    def visit() -> Found:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
            try:
                return work(browser)
            finally:
                browser.close()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(visit).result()
