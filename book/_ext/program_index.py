"""The `programs` directive: every program of the site, page by page.

    ```{programs}
    ```

The table is complete without a script; one adds a search and buttons that copy.
"""

from itertools import groupby
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

import other_files
from markup import Markup, markup
from programs import Made, link, pages_in_order, programs

LANGUAGES = {".cpp": "C++", ".h": "C++"}


class Place(nodes.General, nodes.Element):
    """A place for the table."""


class Programs(SphinxDirective):
    """Leave a place for the table: it is made when all pages are known."""

    def run(self) -> list[nodes.Node]:
        """Note that this page has to be written again when a program changes."""
        self.env.metadata[self.env.docname]["lists_programs"] = True
        return [Place()]


def fill(app: Sphinx, tree: nodes.document, page: str) -> None:
    """Put the table where a page has a place for it."""
    for place in list(tree.findall(Place)):
        known = sorted(programs(app.env).values(), key=lambda made: made.shown.page)
        of_pages = {p: list(g) for p, g in groupby(known, lambda m: m.shown.page)}
        groups = [
            group(app, page, shown_on, of_pages.get(shown_on, []))
            for shown_on in pages_in_order(app.env)
            if shown_on in of_pages or shown_on in other_files.shown(app.env)
        ]
        place.replace_self(markup("table", *groups, classes=["programs"]))


def group(app: Sphinx, page: str, shown_on: str, made: list[Made]) -> Markup:
    """Build the rows of one page, below a row that leads to it."""
    address = app.builder.get_relative_uri(page, shown_on)
    title = nodes.Text(app.env.titles[shown_on].astext())
    head = markup("th", markup("a", title, href=address), colspan="2", scope="rowgroup")
    rows = [row(app, page, each) for each in made]
    files = sorted(other_files.shown(app.env).get(shown_on, {}))
    rows += [file_row(app, page, name) for name in files]
    return markup("tbody", markup("tr", head), *rows)


def row(app: Sphinx, page: str, made: Made) -> Markup:
    """Build the row of a program."""
    names = [markup("code", nodes.Text(name)) for name in made.shown.names]
    spaced = [part for name in names for part in (nodes.Text(" "), name)]
    verified = markup("small", nodes.Text(made.verified))
    what = markup("td", nodes.Text(made.title), *spaced, verified)
    return markup(
        "tr", what, markup("td", link(app, page, made.name, made.shown.label))
    )


def file_row(app: Sphinx, page: str, name: str) -> Markup:
    """Build the row of a file in another language."""
    what = markup("td", markup("code", nodes.Text(name)))
    label = LANGUAGES.get(f".{name.rpartition('.')[2]}", "file")
    return markup("tr", what, markup("td", link(app, page, name, label)))


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive."""
    for extension in ("markup", "programs", "other_files"):
        app.setup_extension(extension)
    app.add_node(Place)
    app.add_directive("programs", Programs)
    app.connect("doctree-resolved", fill)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
