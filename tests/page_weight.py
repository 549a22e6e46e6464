"""What a page of the built site weighs: what a browser fetches to show it.

Bytes are those that are sent: a server compresses text, as that of GitHub Pages does.
Fonts are counted where the page has what is written in them; a picture that has one
look for light and one for dark is counted once, the heavier. A diagram or a sound that
stands in the page itself is counted with the pictures.
"""

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from built_pages import SITE, tree

LIMIT_WITHOUT_PICTURES = 300_000
LIMIT = 1_000_000
COMPRESSED = {".css", ".html", ".js", ".svg"}
FONT = re.compile(r"@font-face\s*\{[^}]*?url\([\"']?([^\"')]+\.woff2)", re.DOTALL)
EMBEDDED = re.compile(
    r"data:(?:audio|image|video)/[^\"']+|<svg[^>]*class=\"diagram.*?</svg>", re.DOTALL
)
# Which element asks for a font: the one for formulas, and the one for icons.
WRITTEN_IN = {"stix-two-math-subset.woff2": "math", "fa-solid-900.woff2": "i.fa-solid"}


@dataclass(frozen=True)
class Weight:
    """What a page weighs, in bytes.

    Attributes:
        page: its HTML.
        assets: its style sheets, scripts and fonts.
        pictures: its pictures and sounds.
    """

    page: int
    assets: int
    pictures: int

    @property
    def without_pictures(self) -> int:
        """Bytes before pictures are counted."""
        return self.page + self.assets

    @property
    def whole(self) -> int:
        """All bytes."""
        return self.without_pictures + self.pictures


def target(page: str, link: str) -> str:
    """Return the file of the site that a page or a sheet links to."""
    return unquote(urlsplit(urljoin(page, link)).path)


@cache
def size(file: str) -> int:
    """Return what is sent of a file of the site, in bytes."""
    content = (SITE / file).read_bytes()
    return len(sent(content) if Path(file).suffix in COMPRESSED else content)


def sent(content: bytes) -> bytes:
    """Return a text as a server sends it."""
    return gzip.compress(content, compresslevel=6, mtime=0)


@cache
def fonts_of(sheet: str) -> tuple[str, ...]:
    """Return the fonts that a style sheet declares."""
    text = (SITE / sheet).read_text("utf-8")
    return tuple(target(sheet, link) for link in FONT.findall(text))


def assets(page: str) -> Iterator[str]:
    """Yield the style sheets, scripts and fonts of a page."""
    for link in tree(page).all("link"):
        if link.attributes.get("rel") == "stylesheet":
            sheet = target(page, link.attributes["href"])
            yield sheet
            for font in fonts_of(sheet):
                element = WRITTEN_IN.get(Path(font).name)
                if element and next(tree(page).all(element), None):
                    yield font
    for script in tree(page).all("script"):
        if "src" in script.attributes:
            yield target(page, script.attributes["src"])


def pictures(page: str) -> Iterator[str]:
    """Yield the pictures of a page, of each pair the heavier."""
    looks: dict[str, list[str]] = {}
    for image in tree(page).all("img"):
        if image.attributes["src"].startswith("data:"):
            continue
        file = target(page, image.attributes["src"])
        looks.setdefault(re.sub(r"\.(?:light|dark)\.", ".", file), []).append(file)
    for files in looks.values():
        yield max(files, key=size)


@cache
def weigh(page: str) -> Weight:
    """Return what a page weighs."""
    pieces = EMBEDDED.findall((SITE / page).read_text("utf-8"))
    inside = len(sent("".join(pieces).encode()))
    return Weight(
        page=size(page) - inside,
        assets=sum(map(size, set(assets(page)))),
        pictures=sum(map(size, pictures(page))) + inside,
    )


def lines(pages: tuple[str, ...]) -> list[str]:
    """Tell the weights of pages, the heaviest first."""
    weights = sorted(((weigh(page), page) for page in pages), key=by_weight)
    return [
        f"{weight.without_pictures / 1e3:5.0f} kB ({weight.page / 1e3:.0f} HTML), "
        f"{weight.whole / 1e3:5.0f} kB with pictures: {page}"
        for weight, page in weights
    ]


def by_weight(pair: tuple[Weight, str]) -> tuple[int, str]:
    """Order by weight, the heaviest first."""
    return -pair[0].without_pictures, pair[1]
