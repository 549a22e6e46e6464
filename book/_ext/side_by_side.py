"""Two columns: one look for listings and for live cells of the frameworks.

Both become a tab set of sphinx-design, so that a narrow screen shows tabs whose
choice is remembered; the style sheet turns the set into columns where it is wide.
Each column has a link that leads to it, and opens all others of its framework.
"""

import json
from collections.abc import Sequence
from html import escape
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.writers.html5 import HTML5Translator

# The tag of a cell, the key that tabs are remembered by, and the label shown.
SIDES = {
    "pytorch": "PyTorch",
    "tensorflow": "TensorFlow",
    "tensorflow1": "TensorFlow 1",
    "keras": "Keras",
}
# Who chose TensorFlow sees these too, unless TensorFlow stands beside them.
KIN = {"tensorflow1": "tensorflow", "keras": "tensorflow"}


class Group(nodes.container):
    """A part of the page that has a `label`, and is told by it.

    It may have a `link` to itself: an address, and what the link is called.
    """


def columns(
    sides: Sequence[tuple[str, Sequence[nodes.Node]]], place: str
) -> nodes.container:
    """Build a tab set that is shown as columns where there is room.

    Args:
        sides: for each, its key in SIDES and what it shows.
        place: the id of where it stands, for links to it.
    """
    keys = [key for key, _ in sides]
    choices = {key: choice(key, keys) for key in keys} if len(keys) > 1 else {}
    items = [
        tab(key, content, choice(key, keys), link_to(key, place, choices))
        for key, content in sides
    ]
    return group("tab-set", ", ".join(map(SIDES.__getitem__, keys)), items, ["sides"])


def alone(label: str, content: nodes.Node, place: str) -> Group:
    """Build what stands by itself, with a link to it.

    Args:
        label: what it is called.
        content: what it shows.
        place: the id of where it stands.
    """
    node = Group("", content, label=label, link=link_to("", place, {}))
    node["classes"] = ["sides", "alone"]
    return node


def choice(key: str, keys: Sequence[str]) -> str:
    """Return the choice of framework that opens a tab, by the tabs beside it."""
    kin = KIN.get(key, key)
    return key if kin in keys else kin


def tab(
    key: str, content: Sequence[nodes.Node], opened_by: str, link: tuple[str, str]
) -> nodes.container:
    """Build one tab."""
    label = nodes.rubric("", "", nodes.Text(SIDES[key]))
    label["classes"] = ["sd-tab-label", f"side-{key}"]
    label["sync_group"], label["sync_id"] = "framework", opened_by
    body = group("tab-content", SIDES[key], content, [f"side-{key}"])
    body["link"] = link
    return nodes.container("", label, body, is_div=True, design_component="tab-item")


def group(
    kind: str, label: str, children: Sequence[nodes.Node], classes: list[str]
) -> Group:
    """Build a node that sphinx-design knows as one of its own."""
    node = Group("", *children, design_component=kind, label=label)
    node["classes"] = [f"sd-{kind}", *classes]
    return node


def link_to(key: str, place: str, choices: dict[str, str]) -> tuple[str, str]:
    """Return the address that opens a tab, and what a link to it is called.

    Args:
        key: whose tab it is.
        place: the id of where it stands.
        choices: by each key, the choice that opens its tab; none if it is alone.
    """
    if not choices:
        return f"#{place}", "Link to this listing"
    return f"?framework={choices[key]}#{place}", f"Link to the side of {SIDES[key]}"


class LiveColumns(SphinxTransform):
    """Lay adjacent cells of the frameworks side by side, each with its output."""

    default_priority = 500

    def apply(self, **_: Any) -> None:
        """Find runs of two or more tagged cells, and put each in columns."""
        cells = [
            node for node in self.document.findall(nodes.container) if side_of(node)
        ]
        done: set[int] = set()
        for cell in cells:
            run = run_from(cell)
            if id(cell) not in done and len(run) > 1:
                done.update(map(id, run))
                place = cell.parent.index(cell)
                parent = cell.parent
                for member in run:
                    parent.remove(member)
                sides = [(side_of(member), [member]) for member in run]
                parent.insert(place, columns(sides, section_of(parent)))


def section_of(node: nodes.Node) -> str:
    """Return the id of the section that a node stands in."""
    while not isinstance(node, nodes.section):
        node = node.parent
    return str(node["ids"][0])


def side_of(node: nodes.Node) -> str:
    """Return the side a cell is tagged with; an empty string if with none."""
    if not isinstance(node, nodes.container) or "cell" not in node.get("classes", []):
        return ""
    return next((key for key in SIDES if f"tag_{key}" in node["classes"]), "")


def run_from(cell: nodes.container) -> list[nodes.container]:
    """Return a cell and the tagged cells that follow it directly, one a side."""
    run: list[nodes.container] = []
    node: nodes.Node | None = cell
    while node is not None and side_of(node) and side_of(node) not in map(side_of, run):
        assert isinstance(node, nodes.container)
        run.append(node)
        node = node.next_node(descend=False, siblings=True)
    return run


def open_group(self: HTML5Translator, node: Group) -> None:
    """Write the tag that opens a group."""
    label = {"role": "group", "aria-label": node["label"]}
    self.body.append(self.starttag(node, "div", **label))
    if "link" in node:
        address, words = map(escape, node["link"])
        # Of the class of all links to headings: a search leaves them out.
        link = f'<a class="headerlink" href="{address}" title="{words}"'
        self.body.append(f'<p class="side-link">{link} aria-label="{words}">#</a></p>')


def close_group(self: HTML5Translator, node: Group) -> None:
    """Write the tag that closes it."""
    self.body.append("</div>\n")


def add_files(
    app: Sphinx,
    page: str,
    template: str,
    context: dict[str, Any],
    tree: nodes.document | None,
) -> None:
    """Give pages with columns, and no others, their style and their scripts."""
    if tree is None or next(tree.findall(Group), None) is None:
        return
    kin = json.dumps({key: KIN.get(key, key) for key in SIDES})
    app.add_css_file("sides.css")
    at_once = {"data-kin": kin, "blocking": "render"}
    app.add_js_file("sides-at-once.js", **at_once)  # type: ignore[arg-type]
    app.add_js_file("sides.js", loading_method="defer")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the transform, the group, and what their pages load."""
    app.add_transform(LiveColumns)
    app.add_node(Group, html=(open_group, close_group))
    app.connect("html-page-context", add_files)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
