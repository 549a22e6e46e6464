"""Which outputs differ from run to run, and the mark that they bear on the site."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from ext.builder import Builder
from ext.html_tree import Element, parse
from ext.small_book import CONF, SmallBook, page
from varying import mark, varying

TIMED = ("measures-time", "took = clock()")


def notebook(*cells: str | tuple[str, str]) -> nbformat.NotebookNode:
    """Return a notebook; a cell may be a tag and its code."""
    made: nbformat.NotebookNode = new_notebook()
    for cell in cells:
        tag, code = cell if isinstance(cell, tuple) else ("", cell)
        metadata = {"tags": [tag]} if tag else {}
        made.cells.append(new_code_cell(code, metadata=metadata))
    return made


@pytest.mark.parametrize(
    ("cells", "marked"),
    [
        ([TIMED, "took"], [0, 1]),
        ([("varies", "used = memory()"), "print(used)"], [0, 1]),
        ([("raises-exception", "took = 1 / 0"), "took"], []),
        # What uses something computed from a time has a time in it.
        ([TIMED, "ratio = took / 2", "print(ratio)"], [0, 1, 2]),
        ([TIMED, "def half(): return took / 2", "half()"], [0, 1, 2]),
        ([TIMED, "[n * took for n in 'ab']"], [0, 1]),
        # A module is the same whoever imports it.
        ([("measures-time", "import pictures; pictures.draw()"), "pictures"], [0]),
        # A name that is set anew has nothing of what it stood for.
        ([TIMED, "took = 1", "took"], [0]),
        ([TIMED, "took = 1 + took", "took"], [0, 1, 2]),
        ([TIMED, "for took in 'ab': print(took)"], [0]),
        ([TIMED, "with place() as took: print(took)"], [0]),
        ([TIMED, "[took for took in 'ab']"], [0]),
        ([TIMED, "def half(took): return took / 2"], [0]),
        (["rows = []", ("varies", "rows[0] = memory()"), "rows"], [1, 2]),
        ([TIMED, "rows[0] = took", "rows", "rows = []", "rows"], [0, 1, 2]),
        # Not Python's, so nobody knows; and a magic is looked behind.
        ([TIMED, "1 +"], [0]),
        ([TIMED, "%%capture\ntook"], [0, 1]),
    ],
)
def test_an_output_varies_with_what_it_is_computed_from(
    cells: list[str | tuple[str, str]], marked: list[int]
) -> None:
    made = notebook(*cells)
    found = list(varying(made))
    assert [made.cells.index(cell) for cell in found] == marked


def test_a_cell_that_varies_is_tagged_once_whatever_its_other_tags() -> None:
    made = notebook(TIMED, ("pytorch", "took"), ("varies", "took"), "1")
    mark(made)
    mark(made)
    assert [cell.metadata.get("tags", []) for cell in made.cells] == [
        ["measures-time", "varies"],
        ["pytorch", "varies"],
        ["varies"],
        [],
    ]


# On the site ------------------------------------------------------------------

QUOTE = (
    "from IPython.display import display\n"
    "def quote(name, value):\n"
    "    prefix = 'application/papermill.record/'\n"
    "    mark = {{'scrapbook': {{'name': name, 'mime_prefix': prefix}}}}\n"
    "    display({{prefix + 'text/plain': value}}, raw=True, metadata=mark)\n"
    "{}"
)
FILES = {
    "conf.py": CONF.replace('"mathml",', '"mathml", "notebooks",'),
    "uv.lock": "version = 1\n",
    "book/index.md": page(
        ":tags: [measures-time]\ntook = 'in' + 'stant'; print(took)",
        "print('eight'); print(3)",
        ":tags: [remove-cell]\n" + QUOTE.format("quote('time', took + 'aneous')"),
        ":tags: [remove-cell]\n" + QUOTE.format("quote('count', 'eleven')"),
    )
    + "\nIt took {glue:text}`time`, and {glue:text}`count` steps.\n",
}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory, builder: Builder) -> SmallBook:
    made = SmallBook(tmp_path_factory.mktemp("varying"), builder)
    made.write(FILES)
    made.build_well()
    return made


def test_outputs_and_quoted_numbers_are_marked_where_they_vary(
    book: SmallBook,
) -> None:
    tree: Element = parse(book.html("index"))
    said = [" ".join(place.text.split()) for place in tree.all(".varies")]
    assert said[:2] == ["instant", "instantaneous"]
    # The rest is of the run: when, and how long.
    stamp = [place.text for place in tree.one("details.run-stamp").all(".varies")]
    assert said[2:] == [" ".join(text.split()) for text in stamp]
    assert [text[:2] for text in stamp[:1]] == ["20"]


def test_the_search_knows_nothing_that_varies(book: SmallBook) -> None:
    index = book.read("_build/html/searchindex.js")
    assert '"eight"' in index
    assert '"eleven"' in index
    assert "instant" not in index


def test_the_notebook_has_the_same_marks(book: SmallBook) -> None:
    made = nbformat.reads(book.read("_build/html/notebooks/index.ipynb"), as_version=4)
    code = [cell for cell in made.cells if cell.cell_type == "code"][1:]
    marked = ["varies" in cell.metadata.get("tags", []) for cell in code]
    assert marked == [True, False, True, False]
    words = "\n".join(c.source for c in made.cells if c.cell_type == "markdown")
    assert '<span class="varies">instantaneous</span>, and eleven steps' in words
