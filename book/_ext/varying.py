"""What differs from one run of a page to the next, and the mark that it bears.

A cell tagged `measures-time` puts out times, one with a photograph what somebody else's
program showed at that moment, and one tagged `varies` something else that is never
twice the same: the comment above it says why. So does every cell that uses a name which
such a cell has set. On the site their outputs, and the numbers that sentences quote
from them, are of the class `varies`: a comparison of two builds leaves out just these.
"""

import ast
from collections.abc import Iterator
from typing import Any

import nbformat
from docutils import nodes
from myst_nb.core.variables import RetrievalError
from myst_nb.ext.glue.roles import PasteTextRole
from myst_nb.ext.glue.utils import retrieve_glue_data
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

from figure_files import PHOTOGRAPH
from results import MEASURES_TIME, code_cells, python_of, tags
from scopes import names_set, references

# A tag of cells, and a class of what they put out.
VARIES = "varies"
# What no two builds share is no word to search for.
CLASSES = (VARIES, "no-search")
IMPORTS = (ast.Import, ast.ImportFrom)
# A statement that has statements in it sets its names before these use them.
BLOCKS = (ast.For, ast.While, ast.With, ast.If, ast.Try, ast.Match)


def mark(notebook: nbformat.NotebookNode) -> None:
    """Tag the cells of a page whose outputs vary, and note it with what they quote."""
    for cell in varying(notebook):
        cell.metadata["tags"] = [*dict.fromkeys([*tags(cell), VARIES])]
        for output in cell.get("outputs", []):
            if "scrapbook" in output.get("metadata", {}):
                output.metadata[VARIES] = True


def varying(notebook: nbformat.NotebookNode) -> Iterator[nbformat.NotebookNode]:
    """Yield the cells whose outputs differ from run to run."""
    names: set[str] = set()
    for cell in code_cells(notebook):
        statements = statements_of(cell)
        own = set(names_set(*(s for s in statements if not isinstance(s, IMPORTS))))
        own_way = {VARIES, MEASURES_TIME} & {*tags(cell)} or has_photograph(cell)
        if own_way or names & names_used(statements):
            names |= own | names_changed(statements)
            yield cell
        else:
            names -= own


def has_photograph(cell: nbformat.NotebookNode) -> bool:
    """Tell whether a cell puts out a photograph."""
    return any(PHOTOGRAPH in out.get("data", {}) for out in cell.get("outputs", []))


def statements_of(cell: nbformat.NotebookNode) -> list[ast.stmt]:
    """Return the statements of a cell; what is no Python has none."""
    try:
        return ast.parse(python_of(cell.source)).body
    except SyntaxError:
        return []


def names_used(statements: list[ast.stmt]) -> set[str]:
    """Return the names that a cell uses and has not set itself before."""
    used, own = set[str](), set[str]()
    for statement in statements:
        if isinstance(statement, BLOCKS):
            own.update(names_set(statement))
        found = references(statement)
        used |= {r.name for r in found if r.node and is_read(r.node)} - own
        own.update(names_set(statement))
    return used


def names_changed(statements: list[ast.stmt]) -> set[str]:
    """Return the names of what statements put something into."""
    inside = (
        node.value
        for statement in statements
        for node in ast.walk(statement)
        if isinstance(node, ast.Attribute | ast.Subscript)
        and isinstance(node.ctx, ast.Store)
    )
    return {
        n.id for whole in inside for n in ast.walk(whole) if isinstance(n, ast.Name)
    }


def is_read(name: ast.Name) -> bool:
    """Tell whether a name is used where it stands, and not set."""
    return isinstance(name.ctx, ast.Load)


def text(said: object) -> nodes.inline:
    """Build a piece of text that differs from build to build."""
    return nodes.inline("", str(said), classes=[*CLASSES])


def html(said: object) -> str:
    """Write such a piece as HTML."""
    return f'<span class="{VARIES}">{said}</span>'


class MarkOutputs(SphinxTransform):
    """Give the outputs of the cells that are tagged so the classes of what varies."""

    default_priority = 400

    def apply(self, **_: Any) -> None:
        """Find the cells, and what stands in them as their outputs."""
        for cell in self.document.findall(nodes.container):
            if f"tag_{VARIES}" in cell["classes"]:
                for part in cell.findall(nodes.container):
                    if "cell_output" in part["classes"]:
                        part["classes"] += CLASSES


class Quoted(PasteTextRole):  # type: ignore[misc]  # MyST-NB publishes no types
    """Quotes a value from a cell, marked if it varies."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Build the text as MyST-NB does, and add the classes."""
        made, messages = super().run()
        if made and VARIES in self.metadata():
            made[0]["classes"] += CLASSES
        return made, messages

    def metadata(self) -> dict[str, Any]:
        """Return what is noted with the value, of which there may be none."""
        try:
            found = retrieve_glue_data(self.document, self.text.partition(":")[0])
        except RetrievalError:
            return {}
        return dict(found.metadata)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the step, and the role in place of MyST-NB's."""
    app.setup_extension("myst_nb")
    app.add_transform(MarkOutputs)
    app.add_role_to_domain("glue", "text", Quoted(), override=True)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
