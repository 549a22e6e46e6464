"""The fonts hold what the pages write in them: each is a part of a larger one.

To add to one, `pyftsubset` (of fonttools, with brotli) makes it anew from the larger.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from built_pages import pages, tree

ICONS = "_static/vendor/fontawesome/webfonts/fa-solid-900.woff2"
FORMULAS = "_static/fonts/stix-two-math-subset.woff2"
SHEET = "_static/styles/pydata-sphinx-theme.css"
ICON = re.compile(r'\.(fa-[a-z-]+)[^{}]*\{--fa:"\\([0-9a-f]+)"')
WRITING = """<meta charset="utf-8">
<style>
  @font-face {{ font-family: "Wanted"; src: url("{font}"); }}
  p {{ font: 20px "Wanted"; }}
</style>
<p>{letters}</p>"""


@pytest.fixture
def tab(browser: Browser, address: str) -> Iterator[Page]:
    """Return a tab of the site."""
    context = browser.new_context(base_url=address)
    tab = context.new_page()
    tab.goto("/search.html")
    yield tab
    context.close()


def fallbacks(tab: Page, font: str, letters: set[str]) -> list[str]:
    """Return the fonts that a browser must borrow letters from."""
    tab.set_content(WRITING.format(font=f"/{font}", letters="".join(sorted(letters))))
    tab.evaluate("document.fonts.ready.then(() => document.fonts.size)")
    protocol = tab.context.new_cdp_session(tab)
    protocol.send("DOM.enable")
    protocol.send("CSS.enable")
    root = protocol.send("DOM.getDocument")["root"]["nodeId"]
    asked = {"nodeId": root, "selector": "p"}
    text = protocol.send("DOM.querySelector", asked)["nodeId"]
    fonts = protocol.send("CSS.getPlatformFontsForNode", {"nodeId": text})["fonts"]
    assert fonts
    return [each["familyName"] for each in fonts if not each["isCustomFont"]]


def icons(sheet: str) -> Iterator[str]:
    """Yield the letters that the icons of all pages are."""
    known = {name: chr(int(code, 16)) for name, code in ICON.findall(sheet)}
    for page in pages():
        for tag in ("i", "span"):
            for icon in tree(page).all(f"{tag}.fa-solid"):
                yield from (known[name] for name in icon.classes if name in known)


def test_every_icon_is_in_the_font_of_icons(tab: Page, site: Path) -> None:
    sheet = (site / SHEET).read_text("utf-8")
    used = set(icons(sheet))
    assert used
    assert fallbacks(tab, ICONS, used) == []


def test_every_letter_of_a_formula_is_in_their_font(tab: Page, site: Path) -> None:
    texts = (math.text for page in pages() for math in tree(page).all("math"))
    letters = {each for text in texts for each in text if each.isprintable()}
    assert letters
    assert fallbacks(tab, FORMULAS, letters - {" "}) == []


def test_a_letter_that_a_font_lacks_is_noticed(tab: Page, site: Path) -> None:
    assert fallbacks(tab, ICONS, {"\uf104", "w"}) != []
