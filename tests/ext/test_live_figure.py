"""Figures that cells drew, on the pages built from them."""

import json
from pathlib import Path

import pytest

from ext.builder import Builder
from ext.html_tree import Element, parse
from ext.small_book import CONF, SmallBook, page

ALTS = {
    "plain": "Both losses fall.",
    "colon": "Loss: both fall",
    "hash": "Both fall # at once",
    "quotes": '"Both" fall, one\'s faster',
    "brackets": "[0, 1] holds both",
    "braces": "{x} and <b>y</b> & z",
    "star": "*both* fall",
    "bar": "| both |",
    "pattern": "- one\n  two: three",
    "percent": "%both `fall`",
    "exclamation": "!both @ all",
}
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="2"/>'
DRAW = """
import json
from IPython.display import display
figure = {figure!r}
mime = "application/vnd.spotdiff.figure+json"
display({{"image/svg+xml": figure["dark"], mime: json.dumps(figure)}}, raw=True)
"""

OFFER = """
import json
from IPython.display import display
given = {"name": "some.json", "text": "[1]", "caption": "All of *it*:"}
mime = "application/vnd.spotdiff.download+json"
display({"text/plain": "All of it", mime: json.dumps(given)}, raw=True)
"""


def drawn(name: str, alt: str, caption: str = "Who is *first*?") -> str:
    figure = {"name": name, "alt": alt, "caption": caption, "dark": SVG}
    figure |= {"table": f"x,y\n1,{len(name)}\n", "width": "40", "height": "20"}
    return DRAW.format(figure=figure)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory, builder: Builder) -> SmallBook:
    made = SmallBook(tmp_path_factory.mktemp("figures"), builder)
    cells = [OFFER, *(drawn(name, alt) for name, alt in ALTS.items())]
    made.write(
        {
            "conf.py": CONF,
            "uv.lock": "",
            "book/index.md": "# Book\n\n```{toctree}\npart/drawn\nbare\n```\n",
            "book/part/drawn.md": page(*cells),
            "book/bare.md": page(drawn("plain", "Other.", caption="")),
        }
    )
    made.build_well()
    return made


def figures(book: SmallBook, name: str) -> dict[str, Element]:
    found = parse(book.html(name)).all("figure.live-figure")
    return {figure.attributes["id"].removeprefix("figure-"): figure for figure in found}


@pytest.mark.parametrize("name", ALTS)
def test_the_alt_text_arrives_whole_whatever_signs_it_holds(
    book: SmallBook, name: str
) -> None:
    images = list(figures(book, "part/drawn")[name].all("img"))
    expected = " ".join(ALTS[name].split())
    assert [image.attributes["alt"] for image in images] == [expected, expected]


def test_there_is_an_image_for_light_and_one_for_dark_pages(book: SmallBook) -> None:
    light, dark = figures(book, "part/drawn")["plain"].all("img")
    assert "only-light" in light.classes
    assert "only-dark" in dark.classes
    assert light.attributes["src"] != dark.attributes["src"]


def published(book: SmallBook, page: str, link: str) -> Path:
    return (book.folder / "_build" / "html" / page).parent / link


def test_the_images_are_published(book: SmallBook) -> None:
    for name in ("part/drawn", "bare"):
        for image in figures(book, name)["plain"].all("img"):
            assert published(book, name, image.attributes["src"]).read_text() == SVG


def test_an_image_takes_its_room_before_it_is_loaded(book: SmallBook) -> None:
    for image in figures(book, "part/drawn")["plain"].all("img"):
        room = json.dumps(image.attributes)
        assert "40" in room
        assert "20" in room
        assert image.attributes["loading"] == "lazy"


def test_each_figure_links_to_its_own_data(book: SmallBook) -> None:
    for name, figure in figures(book, "part/drawn").items():
        link = figure.one("a.download").attributes["href"]
        text = published(book, "part/drawn", link).read_text("utf-8")
        assert text == f"x,y\n1,{len(name)}\n"


def test_a_file_that_a_cell_offers_is_linked_to_and_published(book: SmallBook) -> None:
    links = parse(book.html("part/drawn")).all("a.download")
    (link,) = (each for each in links if each.text == "some.json")
    assert published(book, "part/drawn", link.attributes["href"]).read_text() == "[1]"


def test_the_caption_is_set_as_prose(book: SmallBook) -> None:
    caption = figures(book, "part/drawn")["plain"].one("figcaption")
    assert caption.one("em").text == "first"


def test_a_figure_without_a_caption_still_links_to_its_data(book: SmallBook) -> None:
    assert "Data (CSV)" in figures(book, "bare")["plain"].one("figcaption").text


def test_two_figures_of_one_name_fail_the_build_and_name_the_page(
    empty_book: SmallBook,
) -> None:
    book = empty_book
    book.write({"book/index.md": page(drawn("same", "One."), drawn("same", "Two."))})
    done = book.build()
    assert done.status != 0
    assert "index.md: two figures named 'same'" in done.output
