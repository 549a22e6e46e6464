"""Publish every page that has cells as a notebook that runs by itself.

Its prose is the built page's, its cells and their outputs are the executed ones, and
its first cell is the one that the build ran before them.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
from docutils import nodes
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from sphinx.application import Sphinx

from live_pages import read_page, records, result_of, set_up_of
from notebook_outputs import shown
from notebook_prose import Place, prose
from results import code_cells, tags, write_whole
from varying import mark

FOLDER, BRANCH = "notebooks", "gh-pages"
COLAB = "https://colab.research.google.com/github"
# Nobody need see their code, or them at all, to read the page.
HIDDEN = {"remove-cell", "remove-input", "hide-cell", "hide-input"}
UNHEARD = {"remove-cell", "remove-output", "hide-cell", "hide-output"}


def publish(
    app: Sphinx,
    page: str,
    template: str,
    context: dict[str, Any],
    document: nodes.document | None,
) -> None:
    """Write a page's notebook, and offer it in the page's header."""
    # A page of all pages shows the cells of each of them.
    is_one = app.builder.name != "html"
    if document is None or is_one or page not in records(app.env):
        return
    source = read_page(app, page)
    executed = result_of(app, page, source)
    for cell, run in zip(code_cells(source), code_cells(executed), strict=True):
        run.metadata["tags"] = cell.metadata.get("tags", [])
    mark(executed)
    site = app.config.html_baseurl and app.config.html_baseurl.rstrip("/") + "/"
    place = Place(app.builder.get_target_uri(page), site)
    made = notebook(
        title=str(context["title"]),
        book=app.config.html_title,
        place=place,
        texts=prose(context["body"], place),
        set_up=set_up_of(app, source),
        cells=code_cells(executed),
    )
    name = file_name(page)
    write_whole(Path(app.outdir) / FOLDER / name, nbformat.writes(made) + "\n")
    address = f"{context['pathto'](FOLDER, 1)}/{name}"
    buttons = context.setdefault("header_buttons", [])
    buttons += links(address, name, app.config.notebooks_repository)


def remove_others(app: Sphinx, exception: Exception | None) -> None:
    """Leave no notebook of a page that is gone."""
    if exception is None:
        mine = set(map(file_name, records(app.env)))
        for file in (Path(app.outdir) / FOLDER).glob("*.ipynb"):
            if file.name not in mine:
                file.unlink()


def file_name(page: str) -> str:
    """Return the name of a page's notebook; all lie in one folder."""
    return f"{page.replace('/', '--')}.ipynb"


def links(address: str, name: str, repository: str) -> Iterator[dict[str, str]]:
    """Yield what a page's header offers, as the theme wants it."""
    look = {"type": "link", "classes": "pst-navbar-icon"}
    yield look | {
        "url": address,
        "icon": "fas fa-download",
        "tooltip": "Download this page as a notebook",
        "label": "notebook",
    }
    if repository:
        yield look | {
            "url": f"{COLAB}/{repository}/blob/{BRANCH}/{FOLDER}/{name}",
            "icon": "fas fa-rocket",
            "tooltip": "Open this page in Colab",
            "label": "colab",
        }


def notebook(
    *,
    title: str,
    book: str,
    place: Place,
    texts: list[str],
    set_up: str,
    cells: list[nbformat.NotebookNode],
) -> nbformat.NotebookNode:
    """Put a notebook together.

    Args:
        title: the page's.
        book: the book's.
        place: where the page stands.
        texts: its prose, around the cells that it shows.
        set_up: the cell that goes before all others.
        cells: the page's cells with their outputs and tags.

    Raises:
        ValueError: the page does not show just the cells that it should.
    """
    address = place.address("") if place.site else ""
    visible = [cell for cell in cells if "remove-cell" not in tags(cell)]
    if len(texts) != len(visible) + 1:
        raise ValueError(f"{place.page} shows {len(texts) - 1} of {len(visible)} cells")
    first = new_code_cell(set_up, metadata=hidden(code=True, outputs=False))
    parts = [new_markdown_cell(opening(title, book, address)), first]
    before = iter(texts)
    for cell in cells:
        if "remove-cell" not in tags(cell):
            parts.append(new_markdown_cell(next(before)))
        parts.append(code(cell, address))
    parts.append(new_markdown_cell(next(before)))
    made: nbformat.NotebookNode = new_notebook(
        cells=[part for part in parts if part.source]
    )
    for number, part in enumerate(made.cells):
        part["id"] = f"{part.cell_type}-{number}"
    made.metadata = nbformat.from_dict(METADATA | {"title": title})
    nbformat.validate(made)
    return made


METADATA = {
    "kernelspec": {
        "name": "python3",
        "display_name": "Python 3",
        "language": "python",
    },
    "language_info": {"name": "python", "file_extension": ".py"},
}


def opening(title: str, book: str, address: str) -> str:
    """Say what the notebook is, and how to begin."""
    name = f"[{title}]({address})" if address else title
    return (
        f"*{name}*, a page of *{book}*, as a notebook. Run its cells in order: the "
        "first brings the modules along, and installs packages that are missing."
    )


def code(cell: nbformat.NotebookNode, address: str) -> nbformat.NotebookNode:
    """Return an executed cell as the notebook has it."""
    own = set(tags(cell))
    look = hidden(code=bool(own & HIDDEN), outputs=bool(own & UNHEARD))
    made: nbformat.NotebookNode = new_code_cell(
        cell.source,
        execution_count=cell.execution_count,
        outputs=shown(cell.outputs, address),
        metadata=look | ({"tags": tags(cell)} if own else {}),
    )
    return made


def hidden(code: bool, outputs: bool) -> dict[str, Any]:
    """Return the metadata by which Jupyter and Colab fold parts of a cell."""
    parts = {"source_hidden": code, "outputs_hidden": outputs}
    folded = {name: True for name, wanted in parts.items() if wanted}
    jupyter = {"jupyter": folded} if folded else {}
    return jupyter | ({"cellView": "form"} if code else {})


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the setting and the step, which comes after the theme's own buttons."""
    app.add_config_value("notebooks_repository", "", "html", str)
    app.connect("html-page-context", publish, priority=600)
    app.connect("build-finished", remove_others)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
