"""Cells of the frameworks that stand next to each other on a page."""

import pytest

from ext.builder import Builder
from ext.html_tree import Element, parse
from ext.small_book import CONF, SmallBook, page

LEFT = ":tags: [pytorch]\nprint('left', 1 + 1)"
RIGHT = ":tags: [tensorflow]\nprint('right', 2 + 2)"
OLD = ":tags: [tensorflow1]\nprint('old', 3 + 3)"
PLAIN = "print('plain')"
WORDS = "Words between."
# Each case is a section of one page: its cells, and prose where it has any.
CASES = {
    "two": [LEFT, RIGHT],
    "old": [LEFT, OLD],
    "three": [LEFT, OLD, RIGHT],
    "apart": [LEFT, WORDS, RIGHT],
    "plain": [LEFT, PLAIN, RIGHT],
    "alone": [LEFT],
    "twice": [LEFT, RIGHT, LEFT.replace("left", "again"), RIGHT],
    "hidden": [
        LEFT.replace("[pytorch]", "[pytorch, hide-input]"),
        RIGHT.replace("[tensorflow]", "[hide-output, tensorflow]"),
    ],
    "around": [PLAIN, LEFT, RIGHT, PLAIN, WORDS],
    "silent": [":tags: [pytorch]\nx = 1", ":tags: [tensorflow]\nx = 2"],
}


def section(name: str, parts: list[str]) -> str:
    blocks = (p if p == WORDS else f"```{{code-cell}}\n{p}\n```" for p in parts)
    return f"## {name}\n\n" + "\n\n".join(blocks) + "\n\n"


@pytest.fixture(scope="module")
def cases(
    tmp_path_factory: pytest.TempPathFactory, builder: Builder
) -> dict[str, Element]:
    """Return each case's section of the built page."""
    book = SmallBook(tmp_path_factory.mktemp("sides"), builder)
    text = "".join(section(name, parts) for name, parts in CASES.items())
    book.write({"conf.py": CONF, "uv.lock": "", "book/index.md": page() + text})
    book.build_well()
    sections = parse(book.html("index")).all("section")
    return {found.attributes["id"]: found for found in sections}


def tab_sets(case: Element) -> list[Element]:
    return list(case.all("div.sd-tab-set"))


def outputs(element: Element) -> list[str]:
    return [output.text.strip() for output in element.all("div.cell_output")]


def test_a_cell_of_each_framework_share_one_tab_set(cases: dict[str, Element]) -> None:
    (tabs,) = tab_sets(cases["two"])
    assert "sides" in tabs.classes
    assert [label.text.strip() for label in tabs.all("label")] == [
        "PyTorch",
        "TensorFlow",
    ]


def test_each_tab_shows_its_own_code_and_its_own_output(
    cases: dict[str, Element],
) -> None:
    (tabs,) = tab_sets(cases["two"])
    left, right = tabs.all("div.sd-tab-content")
    assert "side-pytorch" in left.classes
    assert "side-tensorflow" in right.classes
    assert outputs(left) == ["left 2"]
    assert outputs(right) == ["right 4"]
    assert "1 + 1" in left.one("div.cell_input").text
    assert "2 + 2" in right.one("div.cell_input").text


def test_three_sides_share_one_tab_set(cases: dict[str, Element]) -> None:
    (tabs,) = tab_sets(cases["three"])
    labels = [label.text.strip() for label in tabs.all("label")]
    assert labels == ["PyTorch", "TensorFlow 1", "TensorFlow"]
    assert outputs(tabs) == ["left 2", "old 6", "right 4"]


@pytest.mark.parametrize(
    ("case", "choices"),
    [
        ("two", ["pytorch", "tensorflow"]),
        ("old", ["pytorch", "tensorflow"]),
        # Were two of a set opened by one choice, one of them never could be.
        ("three", ["pytorch", "tensorflow1", "tensorflow"]),
    ],
)
def test_choosing_tensorflow_opens_whichever_tensorflow_there_is(
    cases: dict[str, Element], case: str, choices: list[str]
) -> None:
    (tabs,) = tab_sets(cases[case])
    assert [tab.attributes["data-sync-id"] for tab in tabs.all("label")] == choices


def test_each_side_is_a_group_that_bears_its_name(cases: dict[str, Element]) -> None:
    (tabs,) = tab_sets(cases["three"])
    sides = [tabs, *tabs.all("div.sd-tab-content")]
    assert {side.attributes["role"] for side in sides} == {"group"}
    assert [side.attributes["aria-label"] for side in sides] == [
        "PyTorch, TensorFlow 1, TensorFlow",
        "PyTorch",
        "TensorFlow 1",
        "TensorFlow",
    ]


def test_a_link_to_a_side_opens_it_in_the_section_it_stands_in(
    cases: dict[str, Element],
) -> None:
    links = [p.one("a").attributes["href"] for p in cases["old"].all("p.side-link")]
    assert links == ["?framework=pytorch#old", "?framework=tensorflow#old"]


@pytest.mark.parametrize("case", ["apart", "plain", "alone"])
def test_cells_that_are_not_neighbours_stay_where_they_are(
    cases: dict[str, Element], case: str
) -> None:
    assert tab_sets(cases[case]) == []
    assert outputs(cases[case])[0] == "left 2"


def test_a_second_cell_of_one_framework_begins_a_second_tab_set(
    cases: dict[str, Element],
) -> None:
    first, second = tab_sets(cases["twice"])
    assert outputs(first) == ["left 2", "right 4"]
    assert outputs(second) == ["again 2", "right 4"]


def test_other_tags_of_a_cell_do_not_keep_it_from_its_column(
    cases: dict[str, Element],
) -> None:
    (tabs,) = tab_sets(cases["hidden"])
    assert len(list(tabs.all("details"))) == 2
    assert "left 2" in tabs.text
    assert "right 4" in tabs.text


def test_what_stands_around_the_columns_keeps_its_order(
    cases: dict[str, Element],
) -> None:
    body = cases["around"]
    assert outputs(body) == ["plain", "left 2", "right 4", "plain"]
    (tabs,) = tab_sets(cases["around"])
    assert outputs(tabs) == ["left 2", "right 4"]


def test_cells_without_an_output_are_laid_out_too(cases: dict[str, Element]) -> None:
    (tabs,) = tab_sets(cases["silent"])
    assert len(list(tabs.all("div.cell_input"))) == 2
    assert outputs(tabs) == []
