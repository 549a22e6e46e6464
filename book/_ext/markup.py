"""Elements of HTML in a page's tree, where the usual nodes say more than is needed."""

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator


class Markup(nodes.General, nodes.Element):
    """An element of HTML: its `tag`, and in `html` attributes besides ids, classes."""


def markup(tag: str, *children: nodes.Node, **attributes: Any) -> Markup:
    """Build an element; `classes` and `ids` are lists, all else is text."""
    known = {name: attributes.pop(name, []) for name in ("classes", "ids")}
    return Markup("", *children, tag=tag, html=attributes, **known)


def open_tag(translator: HTML5Translator, node: Markup) -> None:
    """Write the tag that opens an element."""
    translator.body.append(translator.starttag(node, node["tag"], "", **node["html"]))


def close_tag(translator: HTML5Translator, node: Markup) -> None:
    """Write the tag that closes it."""
    translator.body.append(f"</{node['tag']}>")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the node."""
    app.add_node(Markup, html=(open_tag, close_tag))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
