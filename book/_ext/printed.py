"""Make the book to be read from beginning to end: one page, and a PDF of it.

The page is made by Sphinx, as the site is, from the results that are kept. The PDF is
printed from it by Chromium, twice: where each page of the site begins is known after
the first time, and stands in the table of contents the second time.
"""

import os
import re
import shutil
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

import publish
from live_pages import now
from sheets import sheets_of_links
from spotdiff.browser import ARGUMENTS, found

# Nothing on it leads to other pages, and it is not a part of the site.
SETTINGS: dict[str, object] = {
    "html_baseurl": "",
    "html_permalinks": False,
    "html_sidebars": {"**": []},
    "html_theme_options.secondary_sidebar_items": [],
}
# Settings as playwright's `pdf` wants them; its footer knows none of the page's styles.
PAPER: dict[str, Any] = {
    "format": "A4",
    "margin": dict.fromkeys(("left", "right"), "15mm")
    | {"top": "16mm", "bottom": "18mm"},
    "print_background": True,
    "outline": True,
    "tagged": True,
    "display_header_footer": True,
    "header_template": "<span></span>",
    "footer_template": '<div style="font-size: 8px; width: 100%; text-align: center">'
    '<span class="pageNumber"></span></div>',
}
# When Chromium printed, by its own clock.
DATE = re.compile(rb"(/(?:Creation|Mod)Date \()D:\d{14}[+-]\d\d'\d\d'")
# Images further down are loaded when somebody scrolls there; a printer does not.
LOAD_IMAGES = """async () => {
  const images = [...document.images].filter(image => image.checkVisibility());
  for (const image of images) image.loading = "eager";
  await Promise.all(images.map(image => image.decode()));
}"""
WRITE_SHEETS = """sheets => {
  for (const link of document.querySelectorAll(".cover a")) {
    const target = decodeURIComponent(link.hash.slice(1));
    link.querySelector(".sheet").textContent = sheets[target];
  }
}"""


def main(arguments: list[str] | None = None) -> int:
    """Make both; return the exit status."""
    # A page that stands nowhere has no address.
    os.environ.pop("SITE_URL", None)
    return publish.main(arguments, "book", make)


def make(folder: Path, chosen: dict[str, str]) -> int:
    """Build the page, print it, and put both where they can be found.

    Raises:
        BuildError: the page could not be built, or there is no Chromium to print it.
    """
    target = folder / "book"
    settings = {f"live_{name}": value for name, value in chosen.items()}
    with publish.in_order(folder / "workshop-book") as workshop:
        publish.run_sphinx(workshop, settings | SETTINGS, "singlehtml")
        shutil.copytree(workshop / "singlehtml", target, dirs_exist_ok=True)
    chromium = found()
    if chromium is None:
        raise publish.BuildError(
            f"{target / 'index.html'} is there, but there is no Chromium to print it: "
            "install it, or name it in CHROMIUM"
        )
    pdf = print_page(target / "index.html", chromium)
    part = target / "book.pdf.part"
    part.write_bytes(dated(pdf, now()))
    part.replace(target / "book.pdf")
    print(f"The book is in {target}: index.html and book.pdf")
    return 0


def print_page(file: Path, chromium: str) -> bytes:
    """Return a page as PDF, with the numbers of its sheets in its contents."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium,
            args=[*ARGUMENTS, "--allow-file-access-from-files"],
        )
        try:
            page = browser.new_page(color_scheme="light")
            page.set_default_timeout(0)
            page.goto(file.resolve().as_uri())
            page.evaluate(LOAD_IMAGES)
            return with_sheets(page)
        finally:
            browser.close()


def dated(pdf: bytes, moment: datetime) -> bytes:
    """Return a PDF as if printed at another moment; no byte of it moves."""
    date = f"{moment:D:%Y%m%d%H%M%S+00'00'}".encode()
    return DATE.sub(lambda found: found[1] + date, pdf)


def with_sheets(page: Page) -> bytes:
    """Print a page twice: to learn on which sheets its parts begin, and to say so."""
    page.evaluate(WRITE_SHEETS, sheets_of_links(page.pdf(**PAPER)))
    return page.pdf(**PAPER)


if __name__ == "__main__":
    sys.exit(main())
