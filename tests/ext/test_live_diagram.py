"""Diagrams that cells drew, in the pages built from them."""

import json
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from execution import unfit
from ext.builder import Builder
from ext.html_tree import Element, parse
from ext.small_book import CONF, SmallBook, page
from figure_files import DIAGRAM, MIME, place_figures
from spotdiff import diagrams
from spotdiff.diagrams import Edge, Node, draw_graph

ALT = 'A leads to B: "both" & <none>.'
DRAW = """
from IPython.display import display
display({bundle!r}, raw=True)
"""


def bundle(name: str, caption: str = "Look at *A*.") -> dict[str, object]:
    """Return what a cell that draws a diagram leaves."""
    nodes = [Node("a", f"{name} <A>"), Node("b", "Zebrawood")]
    diagram = draw_graph(nodes, [Edge("a", "b")], name=name, alt=ALT, caption=caption)
    return diagram._repr_mimebundle_()


def drawn(name: str, **fields: str) -> str:
    return DRAW.format(bundle=bundle(name, **fields))


def cell(*names: str) -> nbformat.NotebookNode:
    outputs = [new_output("display_data", bundle(name)) for name in names]
    made: nbformat.NotebookNode = new_code_cell("draw()", outputs=outputs)
    return made


# Files and directive ----------------------------------------------------------


def test_a_diagram_is_recognised_by_the_mark_that_spotdiff_gives_it() -> None:
    assert DIAGRAM == diagrams.MIME != MIME


def test_the_drawing_and_the_data_are_written_and_the_directive_put(
    tmp_path: Path,
) -> None:
    made = cell("loop")
    place_figures(new_notebook(cells=[made]), tmp_path)
    files = {file.name: file.read_text("utf-8") for file in tmp_path.iterdir()}
    given = bundle("loop")
    assert files["loop.svg"] == given["image/svg+xml"]
    assert files["loop.csv"] == json.loads(str(given[DIAGRAM]))["table"]
    assert len(files) == 2
    assert made.outputs[0].data == {
        "text/markdown": f"````{{live-diagram}} {tmp_path / 'loop'}\n\n"
        "Look at *A*.\n````\n"
    }


def test_a_diagram_and_a_figure_of_one_name_are_refused(tmp_path: Path) -> None:
    figure = {"name": "loop", "alt": "x", "caption": "", "dark": "", "table": ""}
    figure |= {"width": "4", "height": "2"}
    data = {"image/svg+xml": "", MIME: json.dumps(figure)}
    made = cell("loop")
    made.outputs.append(new_output("display_data", data))
    with pytest.raises(ValueError, match="two figures named 'loop'"):
        place_figures(new_notebook(cells=[made]), tmp_path)


def test_a_diagram_may_be_published_and_another_svg_may_not() -> None:
    assert unfit(cell("loop")) == ""
    bare = new_output("display_data", {"image/svg+xml": "<svg/>"})
    assert "no alt text" in unfit(new_code_cell("x", outputs=[bare]))


# The page ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory, builder: Builder) -> SmallBook:
    made = SmallBook(tmp_path_factory.mktemp("diagrams"), builder)
    sides = [f":tags: [{side}]\n{drawn(side)}" for side in ("pytorch", "tensorflow")]
    made.write(
        {
            "conf.py": CONF,
            "uv.lock": "",
            "book/index.md": "# Book\n\n```{toctree}\npart/drawn\n```\n",
            "book/part/drawn.md": page(drawn("loop"), drawn("bare", caption=""))
            + "".join(f"```{{code-cell}} python\n{side}\n```\n" for side in sides),
        }
    )
    made.build_well()
    return made


def shown(book: SmallBook) -> dict[str, Element]:
    found = parse(book.html("part/drawn")).all("figure.live-diagram")
    return {figure.attributes["id"].removeprefix("figure-"): figure for figure in found}


def test_every_diagram_stands_in_the_page_itself(book: SmallBook) -> None:
    assert set(shown(book)) == {"loop", "bare", "pytorch", "tensorflow"}
    for name, figure in shown(book).items():
        svg = figure.one("svg")
        assert [text.text for text in svg.all("text")] == [f"{name} <A>", "Zebrawood"]
        assert list(figure.all("img")) == []


def test_the_alt_text_arrives_whole(book: SmallBook) -> None:
    for figure in shown(book).values():
        svg = figure.one("svg").attributes
        assert (svg["role"], svg["aria-label"]) == ("img", ALT)


def test_each_diagram_links_to_its_own_data(book: SmallBook) -> None:
    for name, figure in shown(book).items():
        link = figure.one("a.download").attributes["href"]
        file = (book.folder / "_build" / "html" / "part" / link).resolve()
        assert (
            file.read_text("utf-8").splitlines()[1] == f"a,{name} <A>,b,Zebrawood,data"
        )


def test_the_caption_is_set_as_prose_and_may_be_left_out(book: SmallBook) -> None:
    captions = {name: one.one("figcaption") for name, one in shown(book).items()}
    assert captions["loop"].one("em").text == "A"
    assert captions["bare"].text.strip().rstrip("¶") == "Data (CSV)"


def test_diagrams_of_two_frameworks_stand_side_by_side(book: SmallBook) -> None:
    (tabs,) = parse(book.html("part/drawn")).all("div.sides")
    left, right = tabs.all("div.sd-tab-content")
    assert next(iter(left.one("svg").all("text"))).text == "pytorch <A>"
    assert next(iter(right.one("svg").all("text"))).text == "tensorflow <A>"


def test_the_words_in_a_diagram_are_found_by_the_books_search(book: SmallBook) -> None:
    index = book.read("_build/html/searchindex.js")
    # No other part of the page has the word.
    assert "zebrawood" in index


def test_no_id_stands_twice_on_a_page(book: SmallBook) -> None:
    def ids(element: Element) -> list[str]:
        own = [element.attributes["id"]] if "id" in element.attributes else []
        inner = [c for c in element.children if isinstance(c, Element)]
        return own + [found for child in inner for found in ids(child)]

    found = ids(parse(book.html("part/drawn")))
    assert len(found) == len(set(found))
