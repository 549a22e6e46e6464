"""What leads to a page, and what a page says of itself; no browser is needed."""

import json
from collections import Counter
from itertools import pairwise
from pathlib import Path
from urllib.parse import urljoin

import pytest
from PIL import Image

from built_pages import pages, tree

EXPECTED = {"favicon.ico", "apple-touch-icon.png", "site.webmanifest"}


def head(page: str, tag: str, key: str) -> dict[str, dict[str, str]]:
    """Return the attributes of such tags of a page's head, by one of them."""
    found = (each.attributes for each in tree(page).one("head").all(tag))
    return {each[key]: each for each in found if key in each}


def test_every_page_has_a_description_of_its_own() -> None:
    told = [head(page, "meta", "name")["description"]["content"] for page in pages()]
    assert [text for text, times in Counter(told).items() if times > 1] == []
    assert [text for text in told if not 50 <= len(text) <= 160] == []


def test_reading_on_leads_through_every_page_and_reading_back_too() -> None:
    order = ["index.html"]
    while "next" in (links := head(order[-1], "link", "rel")):
        order.append(urljoin(order[-1], links["next"]["href"]))
        assert order.count(order[-1]) == 1
    assert sorted(order) == sorted(pages())
    for before, page in pairwise(order):
        back = head(page, "link", "rel")["prev"]["href"]
        assert urljoin(page, back) == before
        shown = [a.attributes["href"] for a in tree(page).all("a.left-prev")]
        assert [urljoin(page, link) for link in shown] == [before]


@pytest.mark.parametrize("page", pages())
def test_every_heading_has_a_link_to_itself(page: str) -> None:
    article = tree(page).one("article.bd-article")
    headings = [h for level in ("h1", "h2", "h3") for h in article.all(level)]
    assert headings
    for heading in headings:
        link = heading.one("a.headerlink").attributes["href"]
        ids = {e.attributes.get("id") for e in article.all("")}
        assert link.removeprefix("#") in ids


@pytest.mark.parametrize("page", pages())
def test_every_page_names_icons_that_are_there(site: Path, page: str) -> None:
    icons = {
        urljoin(page, link)
        for link, found in head(page, "link", "href").items()
        if found["rel"] in ("icon", "apple-touch-icon", "manifest")
    }
    assert icons >= EXPECTED
    assert all((site / icon).is_file() for icon in icons)


def test_the_icons_have_the_sizes_that_are_promised(site: Path) -> None:
    manifest = json.loads((site / "site.webmanifest").read_text("utf-8"))
    for icon in manifest["icons"]:
        with Image.open(site / icon["src"]) as image:
            assert icon["sizes"] == "x".join(map(str, image.size))
    with Image.open(site / "favicon.ico") as image:
        assert image.info["sizes"] == {(16, 16), (32, 32), (48, 48)}


def test_the_page_for_what_is_not_there_works_at_any_depth(site: Path) -> None:
    links = [a.attributes["href"] for a in tree("404.html").all("a")]
    links += list(head("404.html", "link", "href"))
    links += list(head("404.html", "script", "src"))
    relative = [link for link in links if not link.startswith(("/", "#", "https://"))]
    assert links
    assert relative == []
