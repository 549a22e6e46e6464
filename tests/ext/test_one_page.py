"""A book on one page, and where a printed link leads."""

from collections import Counter
from datetime import UTC, datetime

import pytest

import printed
from ext.builder import Builder
from ext.html_tree import Element, parse
from ext.small_book import CONF, SmallBook, page
from sheets import SheetError, sheets_of_links

ONE_PAGE = ("-b", "singlehtml")
SAME = "## The same\n\nSee [here](#the-same).\n\n"
FILES = {
    "conf.py": CONF.replace('"pair"', '"notebooks", "one_page", "pair"')
    + "\nmyst_heading_anchors = 2\n",
    "uv.lock": "",
    "book/index.md": page("'first'", title="Book")
    + "\n```{toctree}\n:hidden:\none\ntwo\n```\n",
    "book/one.md": f"# One\n\n{SAME}```{{toctree}}\n:hidden:\ndeep/three\n```\n",
    "book/two.md": page("print('ran')", title="Two")
    + f"\n{SAME}[There](deep/three.md#the-same), and [all](one.md).\n",
    "book/deep/three.md": f"# Three\n\n{SAME}"
    '```{raw} html\n<p id="raw"><a href="#raw">r</a>'
    '<img src="../_static/x.png"></p>\n```\n',
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, builder: Builder) -> Element:
    made = SmallBook(tmp_path_factory.mktemp("whole"), builder)
    made.write(FILES)
    made.build_well(*ONE_PAGE)
    # The theme of the small book has a menu beside it, which the real one has not.
    return parse(made.html("index")).one("div.body")


def ids(tree: Element) -> list[str]:
    elements = (e for tag in ("section", "span", "p", "div") for e in tree.all(tag))
    return [e.attributes["id"] for e in elements if "id" in e.attributes]


def links(tree: Element) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for link in tree.all("a"):
        found.setdefault(link.text, []).append(link.attributes["href"])
    return found


def test_no_two_places_have_one_id(whole: Element) -> None:
    assert {name: n for name, n in Counter(ids(whole)).items() if n > 1} == {}
    assert {"one--the-same", "two--the-same", "deep-three--the-same"} <= set(ids(whole))


def test_a_link_leads_to_its_own_page(whole: Element) -> None:
    found = links(whole)
    assert found["here"] == [
        "#one--the-same",
        "#deep-three--the-same",
        "#two--the-same",
    ]
    assert found["There"] == ["#deep-three--the-same"]
    assert found["all"] == ["#document-one"]
    assert found["r"] == ["#deep-three--raw"]


def test_every_link_inside_leads_somewhere(whole: Element) -> None:
    inside = {h[1:] for hs in links(whole).values() for h in hs if h.startswith("#")}
    assert inside - {"", *ids(whole)} == set()


def test_files_are_looked_for_beside_the_one_page(whole: Element) -> None:
    assert "_static/x.png" in [i.attributes["src"] for i in whole.all("img")]


def test_pages_stand_in_their_order_with_what_their_cells_said(whole: Element) -> None:
    text = whole.text
    places = [text.index(f"{title}\n") for title in ("One", "Three", "Two")]
    assert places == sorted(places)
    assert "ran" in text


def test_the_contents_name_every_page_below_its_chapter(whole: Element) -> None:
    cover = whole.one("div.cover")
    assert [a.text for a in cover.all("a")] == ["One", "Three", "Two"]
    first = next(cover.all("li"))
    assert [a.text for a in first.all("a")] == ["One", "Three"]


# As Chromium writes it, with all left out that is not looked at.
PDF = b"""%PDF-1.4
1 0 obj
<</Type /Catalog
/Pages 2 0 R
/Dests 7 0 R>>
endobj
2 0 obj
<</Type /Pages
/Kids [3 0 R 6 0 R]>>
endobj
3 0 obj
<</Type /Pages
/Kids [4 0 R
5 0 R]>>
endobj
4 0 obj
<</Type /Page>>
endobj
5 0 obj
<</Type /Page>>
endobj
6 0 obj
<</Type /Page>>
endobj
7 0 obj
<</one [5 0 R /XYZ 0 700 0]
/deep#2Fth#C3#A9 [6 0 R /XYZ 0 800 0]>>
endobj
"""


def test_links_are_found_on_the_sheets_they_lead_to() -> None:
    assert sheets_of_links(PDF) == {"one": 2, "deep/thé": 3}


@pytest.mark.parametrize("lost", [b"/Dests 7 0 R", b"7 0 obj", b"/Type /Catalog"])
def test_a_pdf_that_does_not_say_is_refused(lost: bytes) -> None:
    with pytest.raises(SheetError):
        sheets_of_links(PDF.replace(lost, b""))


def test_a_print_is_dated_and_no_byte_of_it_moves() -> None:
    dates = (
        b"/CreationDate (D:20261128163048+01'00')\n/ModDate (D:20261128163048-05'30')"
    )
    made = printed.dated(dates, datetime(1970, 1, 2, 3, 4, 5, tzinfo=UTC))
    assert made.count(b"(D:19700102030405+00'00')") == 2
    assert len(made) == len(dates)
    text = b"printed D:20261128163048+01'00'"
    assert printed.dated(text, datetime.now(UTC)) == text
