"""Cells of the frameworks that stand next to each other on a page."""

import pytest

from ext.builder import Builder
from ext.html_tree import Element, parse
from ext.small_book import CONF, SmallBook, page

LEFT = ":tags: [pytorch]\nprint('left', 1 + 1)"
RIGHT = ":tags: [tensorflow]\nprint('right', 2 + 2)"
OLD = ":tags: [tensorflow1]\nprint('old', 3 + 3)"
PLAIN = "print('plain')"
BLOCK = "```{{code-cell}} python\n{}\n```\n"
PAGES = {
    "two": page(LEFT, RIGHT),
    "old": page(LEFT, OLD),
    "three": page(LEFT, OLD, RIGHT),
    "apart": page(LEFT) + "\nWords between.\n\n" + BLOCK.format(RIGHT),
    "plain": page(LEFT, PLAIN, RIGHT),
    "alone": page(LEFT),
    "twice": page(LEFT, RIGHT, LEFT.replace("left", "again"), RIGHT),
    "hidden": page(
        LEFT.replace("[pytorch]", "[pytorch, hide-input]"),
        RIGHT.replace("[tensorflow]", "[hide-output, tensorflow]"),
    ),
    "around": page(PLAIN, LEFT, RIGHT, PLAIN) + "\nAfter.\n",
    "silent": page(":tags: [pytorch]\nx = 1", ":tags: [tensorflow]\nx = 2"),
}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory, builder: Builder) -> SmallBook:
    made = SmallBook(tmp_path_factory.mktemp("sides"), builder)
    contents = "# Book\n\n```{toctree}\n" + "\n".join(PAGES) + "\n```\n"
    made.write({"conf.py": CONF, "uv.lock": "", "book/index.md": contents})
    made.write({f"book/{name}.md": text for name, text in PAGES.items()})
    made.build_well()
    return made


def tree(book: SmallBook, page: str) -> Element:
    return parse(book.html(page))


def tab_sets(book: SmallBook, page: str) -> list[Element]:
    return list(tree(book, page).all("div.sd-tab-set"))


def outputs(element: Element) -> list[str]:
    return [output.text.strip() for output in element.all("div.cell_output")]


def test_a_cell_of_each_framework_share_one_tab_set(book: SmallBook) -> None:
    (tabs,) = tab_sets(book, "two")
    assert "sides" in tabs.classes
    assert [label.text.strip() for label in tabs.all("label")] == [
        "PyTorch",
        "TensorFlow",
    ]


def test_each_tab_shows_its_own_code_and_its_own_output(book: SmallBook) -> None:
    (tabs,) = tab_sets(book, "two")
    left, right = tabs.all("div.sd-tab-content")
    assert "side-pytorch" in left.classes
    assert "side-tensorflow" in right.classes
    assert outputs(left) == ["left 2"]
    assert outputs(right) == ["right 4"]
    assert "1 + 1" in left.one("div.cell_input").text
    assert "2 + 2" in right.one("div.cell_input").text


def test_three_sides_share_one_tab_set(book: SmallBook) -> None:
    (tabs,) = tab_sets(book, "three")
    labels = [label.text.strip() for label in tabs.all("label")]
    assert labels == ["PyTorch", "TensorFlow 1", "TensorFlow"]
    assert outputs(tabs) == ["left 2", "old 6", "right 4"]


@pytest.mark.parametrize(
    ("page", "choices"),
    [
        ("two", ["pytorch", "tensorflow"]),
        ("old", ["pytorch", "tensorflow"]),
        # Were two of a set opened by one choice, one of them never could be.
        ("three", ["pytorch", "tensorflow1", "tensorflow"]),
    ],
)
def test_choosing_tensorflow_opens_whichever_tensorflow_there_is(
    book: SmallBook, page: str, choices: list[str]
) -> None:
    (tabs,) = tab_sets(book, page)
    assert [tab.attributes["data-sync-id"] for tab in tabs.all("label")] == choices


@pytest.mark.parametrize("page", ["apart", "plain", "alone"])
def test_cells_that_are_not_neighbours_stay_where_they_are(
    book: SmallBook, page: str
) -> None:
    assert tab_sets(book, page) == []
    assert outputs(tree(book, page))[0] == "left 2"


def test_a_second_cell_of_one_framework_begins_a_second_tab_set(
    book: SmallBook,
) -> None:
    first, second = tab_sets(book, "twice")
    assert outputs(first) == ["left 2", "right 4"]
    assert outputs(second) == ["again 2", "right 4"]


def test_other_tags_of_a_cell_do_not_keep_it_from_its_column(book: SmallBook) -> None:
    (tabs,) = tab_sets(book, "hidden")
    assert len(list(tabs.all("details"))) == 2
    assert "left 2" in tabs.text
    assert "right 4" in tabs.text


def test_what_stands_around_the_columns_keeps_its_order(book: SmallBook) -> None:
    body = tree(book, "around")
    assert outputs(body) == ["plain", "left 2", "right 4", "plain"]
    (tabs,) = tab_sets(book, "around")
    assert outputs(tabs) == ["left 2", "right 4"]


def test_cells_without_an_output_are_laid_out_too(book: SmallBook) -> None:
    (tabs,) = tab_sets(book, "silent")
    assert len(list(tabs.all("div.cell_input"))) == 2
    assert outputs(tabs) == []
