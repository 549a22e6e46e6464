"""Two columns: one look for listings and for live cells of the frameworks.

Both become a tab set of sphinx-design, so that a narrow screen shows tabs whose
choice is remembered; the style sheet turns the set into columns where it is wide.
"""

from collections.abc import Sequence
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

# The tag of a cell, the key that tabs are remembered by, and the label shown.
SIDES = {
    "pytorch": "PyTorch",
    "tensorflow": "TensorFlow",
    "tensorflow1": "TensorFlow 1",
    "keras": "Keras",
}
# Who chose TensorFlow sees these too, unless TensorFlow stands beside them.
KIN = {"tensorflow1": "tensorflow", "keras": "tensorflow"}


def columns(sides: Sequence[tuple[str, Sequence[nodes.Node]]]) -> nodes.container:
    """Build a tab set that is shown as columns where there is room.

    Args:
        sides: for each, its key in SIDES and what it shows.
    """
    keys = [key for key, _ in sides]
    items = [tab(key, content, choice(key, keys)) for key, content in sides]
    return component("tab-set", items, ["sd-tab-set", "sides"])


def choice(key: str, keys: Sequence[str]) -> str:
    """Return the choice of framework that opens a tab, by the tabs beside it."""
    kin = KIN.get(key, key)
    return key if kin in keys else kin


def tab(key: str, content: Sequence[nodes.Node], opened_by: str) -> nodes.container:
    """Build one tab."""
    label = nodes.rubric("", "", nodes.Text(SIDES[key]))
    label["classes"] = ["sd-tab-label", f"side-{key}"]
    label["sync_group"], label["sync_id"] = "framework", opened_by
    body = component("tab-content", content, ["sd-tab-content", f"side-{key}"])
    return component("tab-item", [label, body], ["sd-tab-item"])


def component(
    kind: str, children: Sequence[nodes.Node], classes: list[str]
) -> nodes.container:
    """Build a node that sphinx-design knows as one of its own."""
    node = nodes.container("", *children, is_div=True, design_component=kind)
    node["classes"] = classes
    return node


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
                parent.insert(place, columns(sides))


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


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the transform."""
    app.add_transform(LiveColumns)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
