"""Photographs that cells took, on the pages built from them."""

import io

import pytest
from PIL import Image

from ext.builder import Builder
from ext.html_tree import Element, parse
from ext.small_book import CONF, SmallBook, page
from spotdiff.photographs import photograph

ALT = 'A "board": # of runs'
SHOW = """
from IPython.display import display
display({bundle!r}, raw=True)
"""


def screen(colour: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (40, 20), colour).save(file, "PNG")
    return file.getvalue()


def shown(name: str, *screens: str) -> str:
    pictures = map(screen, screens)
    taken = photograph(*pictures, name=name, alt=ALT, caption="See *this*.")
    return SHOW.format(bundle=taken._repr_mimebundle_())


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory, builder: Builder) -> SmallBook:
    made = SmallBook(tmp_path_factory.mktemp("photographs"), builder)
    cells = [shown("two-looks", "white", "black"), shown("one-look", "red")]
    made.write({"conf.py": CONF, "uv.lock": "", "book/index.md": page(*cells)})
    made.build_well()
    return made


@pytest.fixture(scope="module")
def taken(book: SmallBook) -> dict[str, Element]:
    found = parse(book.html("index")).all("figure.live-photograph")
    return {one.attributes["id"].removeprefix("figure-"): one for one in found}


def test_each_stands_on_the_page_with_its_words(taken: dict[str, Element]) -> None:
    assert list(taken) == ["two-looks", "one-look"]
    for figure in taken.values():
        assert {image.attributes["alt"] for image in figure.all("img")} == {ALT}
        assert {i.attributes["loading"] for i in figure.all("img")} == {"lazy"}
        assert "See this." in figure.one("figcaption").text


def test_two_looks_follow_the_theme_and_one_is_always_shown(
    taken: dict[str, Element],
) -> None:
    light, dark = taken["two-looks"].all("img")
    assert "only-light" in light.classes
    assert "only-dark" in dark.classes
    only = taken["one-look"].one("img")
    assert not {"only-light", "only-dark"} & set(only.classes)
