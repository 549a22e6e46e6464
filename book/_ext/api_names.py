"""Make names of packages be found: in the search, and on a page that lists them all.

    ```{api-names}
    ```

A node that shows code says so in its attribute `shows`: a list of the side, the file
and the code. Every name of one of `api_packages` used there, and every method called,
becomes an entry of the search, both in full and as it is written; it leads to the
nearest place that has an anchor. The directive lists the names by their last part.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import make_refnode

from names_used import Name, names_used
from side_by_side import SIDES


@dataclass(frozen=True, order=True)
class Place:
    """A place of a page where a name is used.

    Attributes:
        name: as it is listed.
        side: the key in SIDES of whom it belongs to.
        anchor: the id of the place; empty for the page's beginning.
    """

    name: str
    side: str
    anchor: str


class PendingNames(nodes.General, nodes.Element):
    """Marks where the names go, once all pages are read."""


class ApiNames(SphinxDirective):
    """Leave a mark; the list is made when all pages are known."""

    def run(self) -> list[nodes.Node]:
        """Note that this page shows the names."""
        listing(self.env).add(self.env.docname)
        return [PendingNames()]


def places(env: BuildEnvironment) -> dict[str, list[Place]]:
    """Return the places of every page, in the order they stand in."""
    kept: dict[str, list[Place]] = env.__dict__.setdefault("api_places", {})
    return kept


def listing(env: BuildEnvironment) -> set[str]:
    """Return the pages that list the names."""
    pages: set[str] = env.__dict__.setdefault("pages_listing_names", set())
    return pages


class CollectNames(SphinxTransform):
    """Note the names that a page's code uses, and make them entries of the search."""

    default_priority = 800  # before Sphinx gathers the entries

    def apply(self, **_: Any) -> None:
        """Look at all the code that the page shows.

        Raises:
            ExtensionError: some of it is no Python.
        """
        found: dict[Place, None] = {}
        for node in list(self.document.findall(nodes.Element)):
            if "shows" not in node:
                continue
            anchor, entries = nearest_anchor(node), set()
            for side, file, code in node["shows"]:
                for name in known_names(self.app, file, code):
                    listed = spelt(name, self.config.api_spellings)
                    owner = self.config.api_packages.get(name.package, side)
                    found[Place(listed, owner, anchor)] = None
                    entries |= {listed, name.written}
            self.document += addnodes.index(entries=index_entries(entries, anchor))
        places(self.env)[self.env.docname] = list(found)


def index_entries(names: Iterable[str], anchor: str) -> list[tuple[Any, ...]]:
    """Return names as Sphinx wants an index: one that is not main would stand last."""
    return [("single", name, anchor, "main", None) for name in sorted(names)]


def known_names(app: Sphinx, file: str, code: str) -> Iterator[Name]:
    """Yield the methods in a piece of code, and the names of the packages asked for.

    Raises:
        ExtensionError: it is no Python.
    """
    source = (Path(app.confdir) / file).read_text("utf-8")
    try:
        found = names_used(code, source)
    except SyntaxError as error:
        raise ExtensionError(
            f"what is shown of {file} is no Python: {error}"
        ) from error
    return (n for n in found if not n.package or n.package in app.config.api_packages)


def spelt(name: Name, spellings: dict[str, str]) -> str:
    """Return a name as it is listed: with its package as everybody writes it."""
    short = spellings.get(name.package, name.package)
    return short + name.full.removeprefix(name.package)


def nearest_anchor(node: nodes.Element) -> str:
    """Return the id of a node, or of the nearest one around it that has one."""
    while not isinstance(node, nodes.document):
        if node["ids"]:
            return str(node["ids"][0])
        node = node.parent
    return ""


class FillNames(SphinxPostTransform):
    """Put the list where the mark is."""

    default_priority = 5

    def run(self, **_: Any) -> None:
        """Replace every mark of this page."""
        for mark in list(self.document.findall(PendingNames)):
            mark.replace_self(self.letters())

    def letters(self) -> list[nodes.Node]:
        """Build a list for every letter, and links to them."""
        found = self.places()
        groups = [
            (letter, {name: found[name] for name in names})
            for letter, names in groupby(sorted(found, key=order), initial)
        ]
        links = nodes.paragraph(classes=["api-letters"])
        for letter, _ in groups:
            link = nodes.reference("", letter, internal=True, refid=f"names-{letter}")
            links += [link, nodes.Text(" ")]
        return [links, *(part for group in groups for part in self.letter(*group))]

    def places(self) -> dict[tuple[str, str], dict[str, str]]:
        """Return the first anchor on every page, by name and side."""
        found: dict[tuple[str, str], dict[str, str]] = {}
        for page in self.env.found_docs & set(places(self.env)):
            for place in places(self.env)[page]:
                pages = found.setdefault((place.name, place.side), {})
                pages.setdefault(page, place.anchor)
        return found

    def letter(
        self, letter: str, found: dict[tuple[str, str], dict[str, str]]
    ) -> list[nodes.Node]:
        """Build the names that begin with a letter, with their places."""
        rows = nodes.bullet_list(classes=["api-names"])
        for (name, side), pages in found.items():
            line = nodes.paragraph("", "", nodes.literal("", name), nodes.Text(" "))
            line += nodes.inline("", SIDES[side], classes=["api-of", f"side-{side}"])
            for page, anchor in sorted(pages.items()):
                line += [nodes.Text(" · "), self.link(page, anchor)]
            rows += nodes.list_item("", line)
        head = nodes.rubric("", letter, ids=[f"names-{letter}"])
        return [head, rows]

    def link(self, page: str, anchor: str) -> nodes.reference:
        """Build the link to a place, by the title of its page."""
        builder, title = self.env.app.builder, self.env.titles[page].astext()
        here = self.env.docname
        return make_refnode(builder, here, page, anchor, nodes.Text(title))


def order(key: tuple[str, str]) -> tuple[str, str, str]:
    """Sort by the last part of a name, then by the whole."""
    name, side = key
    return name.rpartition(".")[2].lower().lstrip("_"), name, side


def initial(key: tuple[str, str]) -> str:
    """Return the letter a name is listed under."""
    return order(key)[0][0].upper()


def relist(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Name the pages to write again because some page uses other names."""
    seen = {page: tuple(found) for page, found in places(env).items()}
    changed = env.__dict__.get("api_places_written") != seen
    env.__dict__["api_places_written"] = seen
    return sorted(listing(env) & env.found_docs) if changed else []


def forget(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Drop the places of a page that changed or is gone."""
    places(env).pop(docname, None)
    listing(env).discard(docname)


def merge(
    app: Sphinx, env: BuildEnvironment, docnames: Iterable[str], other: BuildEnvironment
) -> None:
    """Take over the places of pages that another process read."""
    theirs = places(other)
    places(env).update({name: theirs[name] for name in docnames if name in theirs})
    listing(env).update(listing(other) & set(docnames))


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive, the settings and the steps."""
    app.add_config_value("api_packages", {}, "env", dict)
    app.add_config_value("api_spellings", {}, "env", dict)
    app.add_directive("api-names", ApiNames)
    app.add_node(PendingNames)
    app.add_transform(CollectNames)
    app.add_post_transform(FillNames)
    app.connect("env-get-updated", relist)
    app.connect("env-purge-doc", forget)
    app.connect("env-merge-info", merge)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
