"""Which pages the built site has, found as a reader finds them: by its links."""

from functools import cache
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from ext.html_tree import Element, parse

SITE = Path(__file__).parents[1] / "_build" / "html"
# Made by Sphinx, and without content of their own.
MADE_BY_SPHINX = {"search.html"}


@cache
def tree(page: str) -> Element:
    """Return a page of the site; where there is none, an empty one."""
    file = SITE / page
    return parse(file.read_text("utf-8") if file.exists() else "")


def links(page: str) -> set[str]:
    """Return the pages of the site that a page links to."""
    targets = (a.attributes.get("href", "") for a in tree(page).all("a"))
    inside = (t for t in targets if t and not urlsplit(t).scheme)
    paths = {urlsplit(urljoin(page, target)).path for target in inside}
    return {path for path in paths if path.endswith(".html")}


@cache
def pages() -> tuple[str, ...]:
    """Return the pages that can be reached; at least the first, there or not."""
    found = {"index.html"}
    waiting = ["index.html"]
    while waiting:
        new = links(waiting.pop()) - found - MADE_BY_SPHINX
        found |= new
        waiting += new
    return tuple(sorted(found))
