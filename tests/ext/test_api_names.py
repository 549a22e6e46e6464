"""Names of packages in the search and in their list, in pages built with them."""

import json
from typing import Any

import pytest

from ext.builder import Builder
from ext.html_tree import parse
from ext.small_book import CONF, SmallBook

SETTINGS = """
extensions += ["api_names", "search_entries"]
api_packages = {"tt": "pytorch", "tensorflow": "tensorflow"}
api_spellings = {"tensorflow": "tf"}
"""
LEFT = "import tt.nets as n\n\n\ndef step(x):\n    net = n.Module(x)\n"
LEFT += "    return net.fit(x)\n"
RIGHT = "import tensorflow as tf\nimport os\n\n\ndef step(x):\n    x.fit(os.name)\n"
RIGHT += "    return tf.Module(x)\n"
FILES = {
    "conf.py": CONF + SETTINGS,
    "uv.lock": "",
    "code/shop/step/torch_side.py": LEFT,
    "code/shop/step/tensorflow_side.py": RIGHT,
    "book/index.md": "# Book\n\n```{toctree}\nshown\nnames\nother\n```\n",
    "book/shown.md": "# Shown\n\n## In a pair\n\n```{pair} step\n:names: step\n```\n",
    "book/names.md": "---\nnosearch: true\n---\n# Names\n\n```{api-names}\n```\n",
    "book/other.md": "# Other\n\nWords.\n\n```{glossary}\nword\n    A sign.\n```\n",
}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory, builder: Builder) -> SmallBook:
    made = SmallBook(tmp_path_factory.mktemp("names"), builder)
    made.write(FILES)
    made.build_well()
    return made


def entries(book: SmallBook) -> dict[str, Any]:
    """Return the places that the search knows, by name."""
    index = book.read("_build/html/searchindex.js")
    text = index.removeprefix("Search.setIndex(").removesuffix(")")
    found = json.loads(text)
    pages = found["docnames"]
    return {
        name: {(pages[page], anchor, main) for page, anchor, main in places}
        for name, places in found["indexentries"].items()
    }


@pytest.mark.parametrize(
    "name", ["tt.nets.module", "n.module", "tf.module", ".fit", "x.fit"]
)
def test_the_search_leads_to_the_nearest_heading(book: SmallBook, name: str) -> None:
    assert entries(book)[name] == {("shown", "listing-step-step", True)}


def test_the_search_knows_no_other_packages(book: SmallBook) -> None:
    assert not [name for name in entries(book) if name.startswith("os")]


def test_names_are_listed_by_their_last_part_with_whose_they_are(
    book: SmallBook,
) -> None:
    page = parse(book.html("names"))
    lines = [
        line.text.strip() for ul in page.all("ul.api-names") for line in ul.all("li")
    ]
    assert lines == [
        ".fit PyTorch · Shown",
        ".fit TensorFlow · Shown",
        "tf.Module TensorFlow · Shown",
        "tt.nets.Module PyTorch · Shown",
    ]
    letters = [link.text for link in page.one("p.api-letters").all("a")]
    assert letters == ["F", "M"]
    ids = {rubric.attributes.get("id") for rubric in page.all("p.rubric")}
    assert ids == {"names-F", "names-M"}


def test_a_listed_name_links_to_its_place(book: SmallBook) -> None:
    links = [a.attributes["href"] for a in parse(book.html("names")).all("a")]
    assert "shown.html#listing-step-step" in links


def test_a_build_of_some_pages_forgets_no_entry_of_the_others(book: SmallBook) -> None:
    before = entries(book)
    assert "word" in before
    book.edit("book/index.md", "# Book", "# Books")
    book.build_well()
    assert entries(book) == before


def test_a_name_that_is_gone_is_neither_listed_nor_found(book: SmallBook) -> None:
    book.edit("code/shop/step/tensorflow_side.py", "tf.Module", "tf.Thing")
    book.build_well()
    assert "tf.module" not in entries(book)
    assert "tf.Thing TensorFlow" in parse(book.html("names")).text
    assert "tf.Module" not in parse(book.html("names")).text
