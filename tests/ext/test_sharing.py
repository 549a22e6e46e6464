"""What a page says of itself, with an address and without: tags, and a card."""

from pathlib import Path

import pytest

import sharing
import social_card
from ext.builder import Builder
from ext.html_tree import parse
from ext.small_book import CONF, SmallBook

ADDRESS = "https://example.org/book/"
SETTINGS = """
extensions += ["sphinxext.opengraph", "notfound.extension", "robots", "sharing"]
html_baseurl = ogp_site_url = ADDRESS
if html_baseurl:
    extensions.append("sphinx_sitemap")
sitemap_url_scheme = "{link}"
sitemap_excludes = ["404.html", "search.html", "genindex.html"]
"""
FILES = {
    "uv.lock": "",
    "book/index.md": "# Book\n\n```{toctree}\ndeep/one\n```\n\n"
    "````{div} claim\nWhat was said.\n````\n\nIs it *so*? And “why”?\n",
    "book/deep/one.md": "# One & all\n\nWords & signs.\n\nThen $x$.\n",
}


@pytest.fixture(scope="module", params=["", ADDRESS], ids=["nowhere", "somewhere"])
def address(request: pytest.FixtureRequest) -> str:
    given: str = request.param
    return given


@pytest.fixture(scope="module")
def book(
    address: str, tmp_path_factory: pytest.TempPathFactory, builder: Builder
) -> SmallBook:
    made = SmallBook(tmp_path_factory.mktemp("shared"), builder)
    made.write({"conf.py": CONF + SETTINGS.replace("ADDRESS", repr(address)), **FILES})
    made.build_well()
    return made


def tags(book: SmallBook, page: str) -> dict[str, str]:
    """Return what a page says of itself, by name."""
    found = parse(book.html(page)).all("meta")
    named = (
        (a.get("name") or a.get("property"), a) for a in (m.attributes for m in found)
    )
    return {name: a["content"] for name, a in named if name}


def test_a_page_is_described_by_its_own_first_sentences(book: SmallBook) -> None:
    assert tags(book, "index")["description"] == "Is it so? And “why”?"
    assert tags(book, "deep/one")["description"] == "Words & signs."


def test_a_page_with_an_address_has_it_in_every_tag(
    book: SmallBook, address: str
) -> None:
    shared = {
        n: text for n, text in tags(book, "deep/one").items() if n.startswith("og:")
    }
    if not address:
        assert shared == {}
        return
    assert shared["og:url"] == f"{ADDRESS}deep/one.html"
    assert shared["og:title"] == "One & all"
    assert shared["og:description"] == "Words & signs."
    assert shared["og:image"] == f"{ADDRESS}_images/cards/deep/one.png"
    assert shared["og:image:alt"]


def test_a_page_with_an_address_has_a_card(book: SmallBook, address: str) -> None:
    cards = book.folder.glob("_build/html/_images/cards/**/*.png")
    names = {card.stem for card in cards}
    assert names == ({"index", "one"} if address else set())


def test_search_engines_are_told_of_all_pages_or_of_none(
    book: SmallBook, address: str
) -> None:
    site = book.folder / "_build" / "html"
    assert (site / "sitemap.xml").exists() == bool(address)
    assert (site / "robots.txt").exists() == bool(address)
    if address:
        assert f"Sitemap: {ADDRESS}sitemap.xml" in book.read("_build/html/robots.txt")
        told = parse(book.read("_build/html/sitemap.xml")).all("loc")
        assert {at.text for at in told} == {
            f"{ADDRESS}index.html",
            f"{ADDRESS}deep/one.html",
        }


def test_a_page_without_an_address_has_no_canonical_one(
    book: SmallBook, address: str
) -> None:
    links = parse(book.html("deep/one")).all("link")
    canonical = [
        link.attributes["href"]
        for link in links
        if link.attributes.get("rel") == "canonical"
    ]
    assert canonical == ([f"{ADDRESS}deep/one.html"] if address else [])


@pytest.mark.parametrize(
    "wrong",
    [
        "example.org",
        "/book/",
        "https://example.org/book",
        "ftp://example.org/",
        "https:///",
    ],
)
def test_an_address_that_links_cannot_be_made_from_is_refused(
    empty_book: SmallBook, wrong: str
) -> None:
    settings = f'\nextensions = ["robots"]\nhtml_baseurl = {wrong!r}\n'
    empty_book.write({"conf.py": CONF + settings, "book/index.md": "# Book\n"})
    done = empty_book.build()
    assert done.status == 2
    assert "SITE_URL must be like https://example.org/book/" in done.output


LONG = "word " * 40


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("Short.", "Short."),
        (
            f"{'One sentence of some length. ' * 3}{LONG}",
            "One sentence of some length. " * 3,
        ),
        (f"No. {LONG}", f"No. {'word ' * 31}"[:158] + "…"),
    ],
)
def test_a_long_description_ends_with_a_sentence_or_a_word(
    text: str, short: str
) -> None:
    cut = sharing.shortened(text)
    assert len(cut) <= sharing.LONGEST
    assert cut == short.strip()


def test_the_same_words_give_the_same_card(tmp_path: Path) -> None:
    words = ("Book", "A title that is long enough for three lines", "What it is about.")
    for name in ("a.png", "b.png"):
        social_card.draw(tmp_path / name, *words)
    first, second = ((tmp_path / name).read_bytes() for name in ("a.png", "b.png"))
    assert first == second
    assert len(first) < 100_000
