"""Diagrams: boxes and arrows, one SVG that takes its colours from the page.

Graphviz decides where things stand. It is given boxes of a fixed size and no
text, so it needs no font, and places them alike on every machine; text, boxes and
arrows are written here.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise, product
from typing import Any, Literal
from xml.sax.saxutils import escape, quoteattr

import pygraphviz

from spotdiff.figures import to_csv

# How the build recognises a diagram among a cell's outputs.
MIME = "application/vnd.spotdiff.diagram+json"

# In CSS pixels, as everything here; Graphviz's points are taken for pixels.
FONT_SIZE = 12.0
# Fonts of fixed width have letters between 0.55 and 0.61 of their size.
LETTER = 0.615 * FONT_SIZE
LINE = 15.0
PADDING = 6.0
POINTS_PER_INCH = 72.0
STRAIGHT = 8  # times as straight as others are the arrows of the longest path
TIP = 3.2  # half the width of an arrow's tip

Role = Literal["operation", "source"]
Stroke = Literal["data", "control", "loop"]
Point = tuple[float, float]


@dataclass(frozen=True)
class Node:
    """A box.

    Attributes:
        id: what edges call it; unique in its diagram.
        label: its first line.
        detail: its second line; may be left out.
        role: "operation", or "source" for what only gives: an input, a
            weight, a constant. A source has round ends.
        group: the name of the frame it stands in; empty for none.
    """

    id: str
    label: str
    detail: str = ""
    role: Role = "operation"
    group: str = ""

    @property
    def lines(self) -> list[str]:
        """Return its text, line by line."""
        return [line for line in (self.label, self.detail) if line]

    @property
    def width(self) -> float:
        """Return its width: what its longest line takes, in any such font."""
        return 2 * PADDING + LETTER * max(map(len, self.lines), default=1)

    @property
    def height(self) -> float:
        """Return its height."""
        return PADDING + LINE * max(1, len(self.lines))


@dataclass(frozen=True)
class Edge:
    """An arrow.

    Attributes:
        tail: the id of the node it leaves.
        head: the id of the node it points to.
        stroke: "data"; "control", dotted, for an order without data; or
            "loop", heavy, for a part of a circle.
    """

    tail: str
    head: str
    stroke: Stroke = "data"


@dataclass(frozen=True)
class Diagram:
    """A drawn graph: what a cell ends in, and what the build puts on the page.

    Attributes:
        name: the stem of the file published for it.
        alt: what it shows, for those who do not see it.
        caption: what to look at.
        svg: the drawing, without a colour of its own.
        table: its edges as CSV; a node without an edge has a row of its own.
    """

    name: str
    alt: str
    caption: str
    svg: str = field(repr=False)
    table: str = field(repr=False)

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        # The SVG is also what Jupyter shows: black on white, or what is set there.
        fields = {key: value for key, value in vars(self).items() if key != "svg"}
        return {"image/svg+xml": self.svg, MIME: json.dumps(fields)}


def draw_graph(
    nodes: Sequence[Node],
    edges: Sequence[Edge],
    *,
    name: str,
    alt: str,
    caption: str = "",
    framework: str = "",
    upwards: bool = False,
) -> Diagram:
    """Draw a graph, its arrows pointing down.

    Args:
        nodes: its boxes.
        edges: its arrows, in any number between the same two boxes.
        name: unique on its page, in words joined by hyphens.
        alt: says in a sentence or two what the diagram shows.
        caption: what to look at, one sentence; may be left out.
        framework: whose colour it has: "PyTorch", "TensorFlow", "TensorFlow 1",
            or anything else for neither.
        upwards: whether the arrows point up.

    Returns:
        The drawn graph.

    Raises:
        ValueError: there is no alternative text, there are no nodes, two nodes
            have one id, or an edge names a node that is not there.
    """
    if not alt.strip():
        raise ValueError(f"diagram {name!r} needs an alt text: say what it shows")
    check(nodes, edges, name)
    placed = place(nodes, edges, upwards=upwards)
    svg = paint(placed, nodes, edges, alt=alt, colour=colour_class(framework))
    return Diagram(name, alt, caption, svg, to_csv(columns(nodes, edges)))


def check(nodes: Sequence[Node], edges: Sequence[Edge], name: str) -> None:
    """Refuse what is no graph."""
    if not nodes:
        raise ValueError(f"diagram {name!r} has no nodes")
    ids = Counter(node.id for node in nodes)
    twice = sorted(one for one, times in ids.items() if times > 1)
    if twice:
        raise ValueError(f"diagram {name!r} has two nodes with the id {twice[0]!r}")
    for edge in edges:
        for end in (edge.tail, edge.head):
            if end not in ids:
                raise ValueError(f"diagram {name!r} has an edge, but no node {end!r}")


def colour_class(framework: str) -> str:
    """Return the class by which the page's style knows a framework."""
    classes = {"PyTorch": "pytorch", "TensorFlow": "tensorflow"}
    return f"of-{classes.get(framework.removesuffix(' 1'), 'neither')}"


def columns(nodes: Sequence[Node], edges: Sequence[Edge]) -> dict[str, list[str]]:
    """List the edges, and the nodes that have none."""
    text = {node.id: " ".join(node.lines) for node in nodes}
    joined = {end for edge in edges for end in (edge.tail, edge.head)}
    rows: list[tuple[str, ...]] = [
        (e.tail, text[e.tail], e.head, text[e.head], e.stroke) for e in edges
    ]
    rows += [(n.id, text[n.id], "", "", "") for n in nodes if n.id not in joined]
    heads = ("from", "from_label", "to", "to_label", "kind")
    return {head: [row[i] for row in rows] for i, head in enumerate(heads)}


# Where things stand -----------------------------------------------------------


@dataclass(frozen=True)
class Arrow:
    """An arrow's course: a chain of Bézier curves, and the tip it ends in."""

    curve: Sequence[Point]
    tip: Point


@dataclass(frozen=True)
class Placed:
    """Where everything stands, the y axis pointing down.

    Attributes:
        size: of the whole.
        centres: of the nodes, in their order.
        arrows: in the order of the edges.
        frames: of the groups: left, top, width, height.
    """

    size: Point
    centres: Sequence[Point]
    arrows: Sequence[Arrow]
    frames: dict[str, tuple[float, float, float, float]]


def place(nodes: Sequence[Node], edges: Sequence[Edge], *, upwards: bool) -> Placed:
    """Let Graphviz's `dot` place nodes, edges and groups."""
    graph = pygraphviz.AGraph(
        directed=True,
        strict=False,
        rankdir="BT" if upwards else "TB",
        nodesep=inches(8),
        ranksep=inches(20),
        pad=0,
    )
    graph.node_attr.update(shape="box", label="", fixedsize="true")
    graph.edge_attr.update(arrowsize=0.7)
    # Numbers for names: a name may hold signs that mean something to Graphviz.
    number = {node.id: str(index) for index, node in enumerate(nodes)}
    for node in nodes:
        size = {"width": inches(node.width), "height": inches(node.height)}
        graph.add_node(number[node.id], **size)
    straight = set(pairwise(longest_path(edges)))
    for index, edge in enumerate(edges):
        weight = STRAIGHT if (edge.tail, edge.head) in straight else 1
        both = number[edge.tail], number[edge.head]
        graph.add_edge(*both, key=str(index), id=index, weight=weight)
    groups = list(dict.fromkeys(node.group for node in nodes if node.group))
    for index, group in enumerate(groups):
        inside = [number[node.id] for node in nodes if node.group == group]
        # The margin leaves room for the group's name.
        graph.add_subgraph(inside, name=f"cluster{index}", margin=LINE + 3)
    for upper, lower in stacked(nodes, edges):
        graph.add_edge(number[upper], number[lower], style="invis")
    return read(json.loads(graph.draw(format="json", prog="dot")), groups)


def longest_path(edges: Sequence[Edge]) -> list[str]:
    """Return a path through most nodes; none where arrows run in a circle."""
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for edge in edges:
        sorter.add(edge.head, edge.tail)
    try:
        order = list(sorter.static_order())
    except CycleError:
        return []
    paths: dict[str, list[str]] = {}
    for node in order:
        before = [paths[edge.tail] for edge in edges if edge.head == node]
        paths[node] = [*max(before, key=len, default=[]), node]
    return max(paths.values(), key=len, default=[])


def stacked(nodes: Sequence[Node], edges: Sequence[Edge]) -> Iterator[tuple[str, str]]:
    """Yield what must stand above what, so that frames stand one below the other.

    Frames side by side would be too wide for a phone.
    """
    group = {node.id: node.group for node in nodes}
    names = list(dict.fromkeys(group.values()))
    apart = {frozenset((group[e.tail], group[e.head])) for e in edges}
    for upper, lower in pairwise(names):
        # Where arrows join the two, these place them.
        if frozenset((upper, lower)) not in apart:
            last = [n for n in ends(nodes, edges, "tail") if group[n] == upper]
            first = [n for n in ends(nodes, edges, "head") if group[n] == lower]
            yield from product(last, first)


def ends(nodes: Sequence[Node], edges: Sequence[Edge], end: str) -> list[str]:
    """Return the nodes at which no arrow has its tail, or none its head."""
    taken = {getattr(edge, end) for edge in edges}
    return [node.id for node in nodes if node.id not in taken]


def read(layout: dict[str, Any], groups: Sequence[str]) -> Placed:
    """Read Graphviz's answer."""
    _, _, width, height = map(float, layout["bb"].split(","))

    def point(text: str) -> Point:
        x, y = map(float, text.split(","))
        return x, height - y

    centres: dict[int, Point] = {}
    frames: dict[str, tuple[float, float, float, float]] = {}
    for thing in layout["objects"]:
        if "pos" in thing:
            centres[int(thing["name"])] = point(thing["pos"])
        else:
            left, low, right, high = map(float, thing["bb"].split(","))
            group = groups[int(thing["name"].removeprefix("cluster"))]
            frames[group] = (left, height - high, right - left, high - low)
    arrows: dict[int, Arrow] = {}
    drawn = (edge for edge in layout.get("edges", []) if "id" in edge)
    for edge in drawn:
        end, *curve = edge["pos"].split()
        tip = point(end.removeprefix("e,"))
        arrows[int(edge["id"])] = Arrow([point(text) for text in curve], tip)
    return Placed(
        (width, height),
        [centres[index] for index in sorted(centres)],
        [arrows[index] for index in sorted(arrows)],
        frames,
    )


def inches(pixels: float) -> str:
    """Write a length as Graphviz wants it."""
    return f"{pixels / POINTS_PER_INCH:.4f}"


# What is drawn there ----------------------------------------------------------


def paint(
    placed: Placed,
    nodes: Sequence[Node],
    edges: Sequence[Edge],
    *,
    alt: str,
    colour: str,
) -> str:
    """Write the SVG. Nothing in it has an id, so many can stand on one page."""
    width, height = (round(size) + 2 for size in placed.size)
    # Text and lines are of the page's ink unless its style says otherwise.
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="diagram {colour}" '
        f'role="img" aria-label={quoteattr(" ".join(alt.split()))} '
        f'width="{width}" height="{height}" viewBox="-1 -1 {width} {height}" '
        f'style="--natural-width: {width}px" fill="none" stroke="currentColor" '
        f'font-family="monospace" font-size="{FONT_SIZE:g}">',
        *(frame(group, box) for group, box in placed.frames.items()),
        *(line(e, a) for e, a in zip(edges, placed.arrows, strict=True)),
        *(
            box
            for n, c in zip(nodes, placed.centres, strict=True)
            for box in tile(n, c)
        ),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def frame(name: str, box: tuple[float, float, float, float]) -> str:
    """Write a group's frame, with its name in the upper left corner."""
    left, top, width, height = box
    return (
        f'<g class="frame"><rect x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" '
        f'height="{height:.1f}" rx="4" stroke-dasharray="2 3"/>'
        f"{words(name, left + 6, top + 13, 'start')}</g>"
    )


def line(edge: Edge, arrow: Arrow) -> str:
    """Write an arrow."""
    start, *rest = (f"{x:.1f},{y:.1f}" for x, y in arrow.curve)
    dots = {"control": ' stroke-dasharray="1.5 3"', "loop": ' stroke-width="2.4"'}
    tip = " ".join(f"{x:.1f},{y:.1f}" for x, y in tip_of(arrow))
    return (
        f'<g class="edge {edge.stroke}"><path d="M{start} C{" ".join(rest)}"'
        f'{dots.get(edge.stroke, "")}/><polygon points="{tip}" stroke="none" '
        'fill="currentColor"/></g>'
    )


def tip_of(arrow: Arrow) -> Iterable[Point]:
    """Yield the corners of an arrow's tip."""
    (x, y), (tip_x, tip_y) = arrow.curve[-1], arrow.tip
    along_x, along_y = tip_x - x, tip_y - y
    length = max((along_x**2 + along_y**2) ** 0.5, 1e-6)
    across_x, across_y = -along_y / length * TIP, along_x / length * TIP
    yield arrow.tip
    yield x + across_x, y + across_y
    yield x - across_x, y - across_y


def tile(node: Node, centre: Point) -> Iterator[str]:
    """Write a node: its box, and its lines in it."""
    x, y = centre
    width, height = node.width, node.height
    corner = height / 2 if node.role == "source" else 3
    corner = min(corner, 12)
    yield (
        f'<g class="node {node.role}"><rect x="{x - width / 2:.1f}" '
        f'y="{y - height / 2:.1f}" width="{width:.1f}" height="{height:.1f}" '
        f'rx="{corner:g}"/>'
    )
    first = y - LINE * (len(node.lines) - 1) / 2 + 0.33 * FONT_SIZE
    for index, text in enumerate(node.lines):
        yield words(text, x, first + LINE * index, "middle", ("label", "detail")[index])
    yield "</g>"


def words(text: str, x: float, y: float, anchor: str, kind: str = "label") -> str:
    """Write a line of text, on its baseline."""
    return (
        f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" '
        f'stroke="none" fill="currentColor">{escape(text)}</text>'
    )
