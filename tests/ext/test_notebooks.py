"""Every page with cells becomes a notebook that runs without the book."""

import json
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell

import notebooks
from ext.builder import Builder
from ext.small_book import CONF, SmallBook, page
from notebook_prose import Place

CELLS = (
    "from shop import prices\n\nprint(prices.egg())",
    ":tags: [remove-cell]\nassert prices.egg() == 3",
    ":tags: [remove-input]\nprices.egg() + 1",
    ":tags: [hide-output]\nprint('long')",
)
FILES = {
    "conf.py": CONF.replace('"mathml",', '"mathml", "notebooks",'),
    "uv.lock": "version = 1\n",
    "code/shop/__init__.py": "",
    "code/shop/prices.py": "from shop.stock import EGGS\n\negg = lambda: EGGS\n",
    "code/shop/stock.py": "EGGS = 3\n",
    "code/shop/other.py": "",
    "book/index.md": "# Small\n\n```{toctree}\nshelf/eggs\nwords\n```\n",
    "book/shelf/eggs.md": page(*CELLS, title="Eggs").replace(
        "```\n\n```{code-cell} python\n:tags: [remove-input]",
        "```\n\nOne *more*:\n\n```{code-cell} python\n:tags: [remove-input]",
    ),
    "book/words.md": "# Words\n\nNo cells.\n",
}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory, builder: Builder) -> SmallBook:
    made = SmallBook(tmp_path_factory.mktemp("notebooks"), builder)
    made.write(FILES)
    made.build_well()
    return made


@pytest.fixture(scope="module")
def made(book: SmallBook) -> nbformat.NotebookNode:
    text = book.read("_build/html/notebooks/shelf--eggs.ipynb")
    notebook: nbformat.NotebookNode = nbformat.reads(text, as_version=4)
    return notebook


def test_pages_with_cells_have_one_and_others_none(book: SmallBook) -> None:
    folder = book.folder / "_build" / "html" / "notebooks"
    assert [file.name for file in folder.iterdir()] == ["shelf--eggs.ipynb"]


def test_prose_and_cells_stand_as_on_the_page(made: nbformat.NotebookNode) -> None:
    kinds = [cell.cell_type for cell in made.cells]
    assert kinds == [
        *("markdown", "code", "markdown", "code", "code"),
        *("markdown", "code", "code", "markdown"),
    ]
    assert made.cells[2].source == "# Eggs"
    assert made.cells[5].source == "One *more*:"
    own = [cell.source for cell in made.cells if cell.cell_type == "code"][1:]
    assert own == [cell.rpartition("]\n")[2] for cell in CELLS]


def test_cells_have_the_outputs_of_the_build(made: nbformat.NotebookNode) -> None:
    _, first, hidden, second, third = (c for c in made.cells if "outputs" in c)
    assert [first.outputs[0].text, third.outputs[0].text] == ["3\n", "long\n"]
    assert second.outputs[0].data["text/plain"] == "4"
    assert hidden.outputs == []
    assert [c.execution_count for c in (first, hidden, second, third)] == [1, 2, 3, 4]


def test_what_the_page_folds_is_folded(made: nbformat.NotebookNode) -> None:
    cells = (c for c in made.cells if "outputs" in c)
    folded = [c.metadata.get("jupyter", {}) for c in cells]
    source, outputs = {"source_hidden": True}, {"outputs_hidden": True}
    assert folded == [source, {}, source | outputs, source, outputs]


def test_it_runs_where_there_is_no_book(
    made: nbformat.NotebookNode, tmp_path: Path
) -> None:
    code = "\n".join(c.source for c in made.cells if c.cell_type == "code")
    command = [sys.executable, "-I", "-c", code]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout == "3\nlong\n"


def test_the_same_page_gives_the_same_bytes_and_a_lost_one_none(
    book: SmallBook,
) -> None:
    folder = "_build/html/notebooks"
    before = book.read(f"{folder}/shelf--eggs.ipynb")
    book.write({f"{folder}/lost.ipynb": "{}"})
    book.build_well("-E")
    assert book.executed() == set()
    assert book.read(f"{folder}/shelf--eggs.ipynb") == before
    assert not (book.folder / folder / "lost.ipynb").exists()


def test_a_page_that_hides_what_it_imports_is_not_published(
    empty_book: SmallBook,
) -> None:
    hides = "import importlib\n\nimportlib.import_module('shop.oth' + 'er')"
    files = {name: FILES[name] for name in FILES if name.startswith("code")}
    told = page("import shop", hides)
    empty_book.write({**files, "book/index.md": told})
    assert "No module named 'shop.other'" in empty_book.build().output
    named = told.replace("---\n", "---\nmodules: [shop.other]\n", 1)
    empty_book.write({"book/index.md": named})
    empty_book.build_well()


def test_a_file_that_its_header_names_is_brought_along(empty_book: SmallBook) -> None:
    reads = (
        "from pathlib import Path\n\nimport shop\n\n"
        "print(Path(shop.__file__).with_name('list.txt').read_text())"
    )
    empty_book.write(
        {
            "code/shop/__init__.py": "",
            "code/shop/list.txt": "eggs",
            "book/index.md": page(reads, header="files: [shop/list.txt]"),
        }
    )
    empty_book.build_well()
    assert "eggs" in empty_book.html("index")


# What is offered in a page's header --------------------------------------------


def test_without_a_repository_nothing_leads_to_colab() -> None:
    (only,) = notebooks.links("notebooks/a.ipynb", "a.ipynb", "")
    assert only["url"] == "notebooks/a.ipynb"
    assert only["tooltip"] == "Download this page as a notebook"


def test_with_one_colab_opens_the_published_notebook() -> None:
    _, colab = notebooks.links("../notebooks/a--b.ipynb", "a--b.ipynb", "we/book")
    assert colab["url"] == (
        "https://colab.research.google.com/github/we/book/blob/gh-pages/"
        "notebooks/a--b.ipynb"
    )
    assert colab["tooltip"] == "Open this page in Colab"


def test_a_page_that_shows_too_few_cells_is_refused() -> None:
    with pytest.raises(ValueError, match=r"a\.html shows 0 of 1 cells"):
        notebooks.notebook(
            title="A",
            book="B",
            place=Place("a.html"),
            texts=["# A"],
            set_up="",
            cells=[new_code_cell("1")],
        )


def test_the_opening_links_to_the_page_where_its_address_is_known() -> None:
    assert "[A](https://x.example/a.html)" in notebooks.opening(
        "A", "B", "https://x.example/a.html"
    )
    assert json.dumps(notebooks.opening("A", "B", "")).count("](") == 0
