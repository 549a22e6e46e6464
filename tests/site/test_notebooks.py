"""The site's notebooks say what its pages say, and run where there is no book."""

import ast
import hashlib
import json
import runpy
import sys
import venv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest

from built_pages import SITE, tree
from execution import Page, run_pages
from ext.html_tree import Element
from notebooks import FOLDER, file_name

# Those whose page took longer are run by `make site-check`: all together take longer
# than all other tests.
QUICK = 3  # seconds
PATIENCE = 900  # seconds
ROOT = Path(__file__).parents[2]


def runs() -> dict[str, Any]:
    """Return the record of every page with cells; at least of the first."""
    file = SITE / "provenance.json"
    nothing = {"pages": {"index": {"seconds": 0}}}
    record = json.loads(file.read_text("utf-8")) if file.exists() else nothing
    pages: dict[str, Any] = record["pages"]
    return pages


RUNS = runs()
EACH = pytest.mark.parametrize("page", RUNS)
BY_LENGTH = [
    pytest.param(
        page, marks=[] if run["seconds"] <= QUICK else [pytest.mark.whole_site]
    )
    for page, run in RUNS.items()
]


def notebook(page: str) -> nbformat.NotebookNode:
    """Return a page's notebook."""
    file = SITE / FOLDER / file_name(page)
    made: nbformat.NotebookNode = nbformat.read(file, as_version=4)
    return made


def code(page: str) -> list[nbformat.NotebookNode]:
    """Return the code cells of a page's notebook, the set-up first."""
    return [cell for cell in notebook(page).cells if cell.cell_type == "code"]


def shown(page: str) -> list[Element]:
    """Return the cells that a page shows."""
    return list(tree(f"{page}.html").all("div.cell"))


def carried(page: str) -> dict[str, str]:
    """Return the texts that a notebook brings along, by their paths."""
    calls = [
        node
        for node in ast.walk(ast.parse(code(page)[0].source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    ]
    (bring,) = (call for call in calls if getattr(call.func, "id", "") == "bring")
    files: dict[str, str] = ast.literal_eval(bring.args[0])
    return files


def test_every_page_with_cells_has_a_notebook_and_no_other(site: Path) -> None:
    files = {file.name for file in (site / FOLDER).iterdir()}
    assert files == {file_name(page) for page in RUNS}
    with_cells = {page for page in RUNS if shown(page)}
    assert with_cells == set(RUNS)


@EACH
def test_a_notebook_is_valid(page: str) -> None:
    nbformat.validate(notebook(page))


@EACH
def test_it_has_the_cells_of_its_page_in_their_order(page: str) -> None:
    own = code(page)[1:]
    assert len(own) == RUNS[page]["cells"]
    visible = [c for c in own if "remove-cell" not in c.metadata.get("tags", [])]
    for cell, on_page in zip(visible, shown(page), strict=True):
        for listing in on_page.all("div.cell_input"):
            assert listing.text.strip() == cell.source.strip()


@EACH
def test_it_says_what_its_page_says_after_each_cell(page: str) -> None:
    tags = [set(cell.metadata.get("tags", [])) for cell in code(page)[1:]]
    with_outputs = [
        bool(cell.outputs) and "remove-output" not in own
        for cell, own in zip(code(page)[1:], tags, strict=True)
        if "remove-cell" not in own
    ]
    assert with_outputs == [
        any(True for _ in cell.all("div.cell_output")) for cell in shown(page)
    ]


@EACH
def test_it_brings_along_what_the_page_was_computed_from(page: str) -> None:
    recorded = {
        module["path"].removeprefix("code/"): module["sha256"]
        for module in RUNS[page]["modules"].values()
    }
    digests = {
        name: hashlib.sha256(text.encode()).hexdigest()
        for name, text in carried(page).items()
    }
    assert digests == recorded
    # Where it is, the repository's own package is not looked into.
    assert "spotdiff/__init__.py" in digests


@EACH
def test_a_page_offers_its_notebook_under_a_name(page: str) -> None:
    target = "../" * page.count("/") + f"{FOLDER}/{file_name(page)}"
    offers = [
        link
        for link in tree(f"{page}.html").all("a")
        if link.attributes.get("href") == target
    ]
    assert [link.attributes["title"] for link in offers] == [
        "Download this page as a notebook"
    ]


# Run ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return a Python that has the packages of this one, and not the book's."""
    place = tmp_path_factory.mktemp("python")
    venv.create(place, symlinks=True)
    (packages,) = place.glob("lib/python*/site-packages")
    # A path alone: the files in it that add more paths are not read.
    found = next(path for path in sys.path if path.endswith("site-packages"))
    (packages / "packages.pth").write_text(found, "utf-8")
    # And the programs that packages bring, such as TensorBoard.
    for program in Path(sys.executable).parent.iterdir():
        if not (place / "bin" / program.name).exists():
            (place / "bin" / program.name).symlink_to(program)
    return str(place / "bin" / "python")


@pytest.fixture(scope="module")
def failures(
    request: pytest.FixtureRequest, python: str, site: Path
) -> Iterator[dict[str, str]]:
    """Run the notebooks that are asked for, and return what went wrong with which."""
    asked = [
        str(item.callspec.params["page"])
        for item in request.session.items
        if isinstance(item, pytest.Function)
        and item.function is test_it_runs_where_there_is_no_book
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "executable", python)
        patch.delenv("PYTHONPATH", raising=False)
        yield run(asked)


def run(names: list[str]) -> dict[str, str]:
    """Run notebooks, each in an empty folder; return what went wrong, by page."""
    said: list[str] = []
    pages = [
        Page(
            page,
            nbformat.from_dict({**notebook(page), "cells": code(page)[1:]}),
            budget=PATIENCE,
            set_up=code(page)[0].source,
        )
        for page in names
    ]
    # The imports that all share come from what one of them brings along.
    settings = runpy.run_path(str(ROOT / "conf.py"))
    found = run_pages(
        pages,
        {"PIP_NO_INDEX": "1", "PYTHONHASHSEED": "0"},
        "import sys; print([p for p in sys.path if 'modules-' in p])",
        2,
        said.append,
        lambda page, run: None,
        f"{code(names[0])[0].source}\n{settings['live_preload']}",
        settings["live_share"],
    )
    return {failure.page: str(failure) for failure in found}


@pytest.mark.parametrize("page", BY_LENGTH)
def test_it_runs_where_there_is_no_book(page: str, failures: dict[str, str]) -> None:
    assert failures.get(page) is None
