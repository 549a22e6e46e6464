"""The whole book on one page: Sphinx's builder for that, with ids that stay apart.

Two pages may each have a section "Verdict". On one page, a link to the second would
lead to the first; so every id is given its page's name, and so is all that points to
it. Every page is finished by itself, with what its own cells said, and then put into
the place that the tables of contents give it, after a table of contents of its own.
"""

import re
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.builders.singlehtml import SingleFileHTMLBuilder

# Attributes of nodes, and of HTML, that hold ids.
LISTS_OF_IDS = ("ids", "backrefs")
HOLD_IDS = ("refid", "id", "input_id", "set_id", "aria_controls")
ID = re.compile(r'(\b(?:id|for|aria-(?:labelledby|describedby|controls))=")([^"]+)')
LINK = re.compile(r"""(\bhref="#|\burl\(#)([^")]+)""")
UP = re.compile(r'(\b(?:src|href)=")(?:\.\./)+')
TO_PAGE = "#document-"


class OnePage(SingleFileHTMLBuilder):
    """Builds the book as one page."""

    def assemble_doctree(self) -> nodes.document:
        """Put all pages into the first one, below a table of contents."""
        first = self.config.root_doc
        tree = self.page(first)
        tree["docname"] = first
        tree.insert(0, [self.cover(first)])
        tree += [self.file(page) for page in self.below(first)]
        return tree

    def below(self, page: str) -> list[str]:
        """Return the pages that a page's tables of contents name."""
        return list(self.env.toctree_includes.get(page, []))

    def page(self, name: str) -> nodes.document:
        """Return a finished page, its ids its own."""
        tree = self.env.get_and_resolve_doctree(name, self, tags=self.tags)
        keep_apart(tree, prefix(name))
        return tree

    def file(self, name: str) -> addnodes.start_of_file:
        """Return a page as a part of the book, those below it as its last sections."""
        children = self.page(name).children
        chapter = next(c for c in children if isinstance(c, nodes.section))
        chapter += [self.file(page) for page in self.below(name)]
        return addnodes.start_of_file("", *children, docname=name)

    def cover(self, first: str) -> nodes.container:
        """Return the title and the table of contents."""
        title = nodes.rubric("", self.config.project, classes=["book-title"])
        return nodes.container("", title, self.contents(first), classes=["cover"])

    def contents(self, page: str) -> nodes.bullet_list:
        """Return links to the pages below a page."""
        found = nodes.bullet_list()
        for name in self.below(page):
            # Who prints the book writes here on which sheet a page begins.
            number = nodes.inline(classes=["sheet"])
            text = nodes.inline("", self.env.titles[name].astext())
            link = nodes.reference("", "", text, number, internal=True)
            link["refuri"] = TO_PAGE + name
            item = nodes.list_item("", addnodes.compact_paragraph("", "", link))
            if self.below(name):
                item += self.contents(name)
            found += item
        return found


def prefix(page: str) -> str:
    """Return what the ids of a page begin with."""
    return page.replace("/", "-") + "--"


def keep_apart(tree: nodes.document, start: str) -> None:
    """Give every id of a page, and all that points to it, the page's name."""
    for node in tree.findall(nodes.Element):
        for attribute in LISTS_OF_IDS:
            names: list[str] = node.get(attribute, [])
            node[attribute] = [start + name for name in names]
        for attribute in HOLD_IDS:
            if node.get(attribute):
                node[attribute] = start + node[attribute]
        if "refuri" in node:
            node["refuri"] = on_one_page(node["refuri"], start)
        if "href" in node.get("html", {}):
            node["html"]["href"] = on_one_page(node["html"]["href"], start)
        if isinstance(node, nodes.raw):
            node.children = [nodes.Text(raw_apart(node.astext(), start))]


def on_one_page(link: str, start: str) -> str:
    """Return a link as it is on the one page."""
    if link.startswith(TO_PAGE):
        page, _, anchor = link.removeprefix(TO_PAGE).partition("#")
        return f"#{prefix(page)}{anchor}" if anchor else link
    return f"#{start}{link[1:]}" if link.startswith("#") else link


def raw_apart(html: str, start: str) -> str:
    """Give the ids in a piece of HTML the page's name, and lead its files here."""
    html = ID.sub(rf"\g<1>{start}\g<2>", html)
    html = LINK.sub(rf"\g<1>{start}\g<2>", html)
    return UP.sub(r"\g<1>", html)


def setup(app: Sphinx) -> dict[str, Any]:
    """Take the place of Sphinx's own builder of one page."""
    app.add_builder(OnePage, override=True)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
