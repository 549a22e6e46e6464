"""Diagrams: placed without a font, drawn without a colour, one for light and dark."""

import csv
import io
import json
import os
import re
import subprocess
import sys
from xml.etree import ElementTree

import pytest

from spotdiff import diagrams
from spotdiff.diagrams import Diagram, Edge, Node, draw_graph

NODES = [
    Node("x", "x", "Placeholder", role="source"),
    Node("enter", "Enter"),
    Node("merge", "Merge <&> more"),
    Node("next", "NextIteration", group="while: body"),
    Node("alone", "NoOp", group='"quoted"'),
]
EDGES = [
    Edge("x", "enter"),
    Edge("enter", "merge"),
    Edge("merge", "next", "loop"),
    Edge("next", "merge", "loop"),
    Edge("x", "merge", "control"),
    Edge("x", "merge"),
]
ROW = [Node(name, name) for name in "abc"]
IN_A_ROW = [Edge("a", "b"), Edge("b", "c")]


def drawn(
    nodes: list[Node] = NODES,
    edges: list[Edge] = EDGES,
    alt: str = "A loop.",
    framework: str = "",
    upwards: bool = False,
) -> Diagram:
    return draw_graph(
        nodes, edges, name="loop", alt=alt, framework=framework, upwards=upwards
    )


def elements(diagram: Diagram, kind: str) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(diagram.svg).iterfind(f".//{{*}}{kind}"))


def of_class(diagram: Diagram, name: str) -> list[ElementTree.Element]:
    groups = elements(diagram, "g")
    return [group for group in groups if name in group.attrib["class"].split()]


def box(group: ElementTree.Element) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of a group's rectangle."""
    (rect,) = group.iterfind(".//{*}rect")
    x, y, width, height = (
        float(rect.attrib[side]) for side in ("x", "y", "width", "height")
    )
    return x, y, x + width, y + height


def boxes(diagram: Diagram) -> dict[str, tuple[float, float, float, float]]:
    """Return where each node stands, by its first line."""
    nodes = of_class(diagram, "node")
    return {str(next(n.iterfind(".//{*}text")).text): box(n) for n in nodes}


# Bytes ------------------------------------------------------------------------


def test_the_same_graph_gives_the_same_bytes() -> None:
    assert drawn() == drawn()
    assert drawn().svg.encode() == drawn().svg.encode()


def test_another_graph_gives_other_bytes() -> None:
    assert drawn(edges=EDGES[:-1]).svg != drawn().svg
    assert drawn(edges=EDGES[:-1]).table != drawn().table


def test_drawing_looks_for_no_font_and_says_nothing() -> None:
    code = (
        "from spotdiff.diagrams import Node, draw_graph\n"
        "draw_graph([Node('a', 'A')], [], name='a', alt='A.')"
    )
    path = os.pathsep.join(filter(None, sys.path))
    done = subprocess.run(
        [sys.executable, "-c", code],
        # fontconfig says that this file is missing, if it is asked for a font; and
        # it does so once in a process, so this is one of its own.
        env={**os.environ, "PYTHONPATH": path, "FONTCONFIG_FILE": "/no/such/file"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert (done.stdout, done.stderr) == ("", "")


def test_nothing_has_an_id_so_that_many_can_stand_on_one_page() -> None:
    assert not re.search(r"\bid=|url\(#", drawn().svg)


# Text -------------------------------------------------------------------------


def test_every_label_is_text_that_can_be_searched_for() -> None:
    words = {text.text for text in elements(drawn(), "text")}
    names = {line for node in NODES for line in node.lines}
    assert words == names | {"while: body", '"quoted"'}


@pytest.mark.parametrize("node", NODES, ids=lambda node: node.id)
def test_a_label_fits_its_box_in_any_font_of_fixed_width(node: Node) -> None:
    # The widest in use is DejaVu Sans Mono: 0.602 of its size a letter.
    widest = 0.602 * diagrams.FONT_SIZE * max(map(len, node.lines))
    assert widest + 8 <= node.width
    assert diagrams.FONT_SIZE * len(node.lines) + 4 <= node.height


def test_the_alt_text_is_the_name_of_the_drawing() -> None:
    svg = ElementTree.fromstring(drawn(alt='It <falls> & "stops"\n here.').svg)
    assert svg.attrib["role"] == "img"
    assert svg.attrib["aria-label"] == 'It <falls> & "stops" here.'


@pytest.mark.parametrize("alt", ["", "  \n"])
def test_a_diagram_without_alt_text_is_refused(alt: str) -> None:
    with pytest.raises(ValueError, match="diagram 'loop' needs an alt text"):
        drawn(alt=alt)


# Colours ----------------------------------------------------------------------


def test_no_colour_is_named_but_the_pages_own() -> None:
    svg = ElementTree.fromstring(drawn().svg)
    colours = {
        one.attrib[key]
        for one in svg.iter()
        for key in ("fill", "stroke")
        if key in one.attrib
    }
    assert colours == {"none", "currentColor"}
    assert "#" not in drawn().svg


@pytest.mark.parametrize(
    ("framework", "colour"),
    [
        ("PyTorch", "of-pytorch"),
        ("TensorFlow", "of-tensorflow"),
        ("TensorFlow 1", "of-tensorflow"),
        ("NumPy", "of-neither"),
        ("", "of-neither"),
    ],
)
def test_a_framework_is_known_to_the_style_by_a_class(
    framework: str, colour: str
) -> None:
    svg = ElementTree.fromstring(drawn(framework=framework).svg)
    assert svg.attrib["class"].split() == ["diagram", colour]


def test_sources_and_the_three_kinds_of_arrows_have_classes_and_looks() -> None:
    assert len(of_class(drawn(), "source")) == 1
    dashes, widths = {}, {}
    for kind, times in (("data", 3), ("loop", 2), ("control", 1)):
        arrows = of_class(drawn(), kind)
        assert len(arrows) == times
        (path,) = arrows[0].iterfind(".//{*}path")
        dashes[kind] = path.attrib.get("stroke-dasharray")
        widths[kind] = path.attrib.get("stroke-width")
    assert dashes["control"]
    assert not dashes["data"]
    assert widths["loop"]
    assert not widths["data"]


# Places -----------------------------------------------------------------------


def test_arrows_point_down_or_where_asked_up() -> None:
    down, up = (boxes(drawn(ROW, IN_A_ROW, upwards=way)) for way in (False, True))
    assert down["a"][3] < down["b"][1] < down["b"][3] < down["c"][1]
    assert up["a"][1] > up["b"][3] > up["b"][1] > up["c"][3]


def test_an_arrow_ends_at_its_head() -> None:
    for upwards in (False, True):
        diagram = drawn(ROW, IN_A_ROW, upwards=upwards)
        polygon = next(of_class(diagram, "edge")[0].iterfind(".//{*}polygon"))
        x, y = map(float, polygon.attrib["points"].split()[0].split(","))
        left, top, right, bottom = boxes(diagram)["b"]
        assert left <= x <= right
        assert y == pytest.approx(bottom if upwards else top, abs=0.6)


def test_no_two_boxes_overlap_and_all_lie_within_the_drawing() -> None:
    svg = ElementTree.fromstring(drawn().svg)
    left, top, width, height = map(float, svg.attrib["viewBox"].split())
    places = list(boxes(drawn()).values())
    for index, (a, b, c, d) in enumerate(places):
        assert left <= a
        assert top <= b
        assert c <= left + width
        assert d <= top + height
        for e, f, g, h in places[:index]:
            assert c <= e or g <= a or d <= f or h <= b


def test_a_group_stands_in_a_frame_below_what_came_before() -> None:
    diagram = drawn(
        [*ROW, Node("d", "d", group="one"), Node("e", "e", group="two")], IN_A_ROW
    )
    one, two = (box(frame) for frame in of_class(diagram, "frame"))
    places = boxes(diagram)
    for frame, name in ((one, "d"), (two, "e")):
        # Above the node there is room for the frame's name.
        assert frame[1] + diagrams.LINE <= places[name][1] <= frame[3]
    assert places["c"][3] <= one[1] < one[3] <= two[1]


def test_a_circle_has_no_longest_path_and_is_drawn_nevertheless() -> None:
    circle = [*IN_A_ROW, Edge("c", "a")]
    assert diagrams.longest_path(IN_A_ROW) == ["a", "b", "c"]
    assert diagrams.longest_path(circle) == []
    assert len(of_class(drawn(ROW, circle), "edge")) == 3


def test_the_natural_width_is_told_to_the_style() -> None:
    svg = ElementTree.fromstring(drawn().svg)
    assert svg.attrib["style"] == f"--natural-width: {svg.attrib['width']}px"


# Data -------------------------------------------------------------------------


def test_every_edge_is_published_and_every_node_without_one() -> None:
    head, *rows = csv.reader(io.StringIO(drawn().table))
    assert head == ["from", "from_label", "to", "to_label", "kind"]
    assert [(row[0], row[2], row[4]) for row in rows] == [
        *((edge.tail, edge.head, edge.stroke) for edge in EDGES),
        ("alone", "", ""),
    ]
    assert rows[0][1] == "x Placeholder"


def test_jupyter_shows_the_svg_and_the_build_finds_the_rest() -> None:
    bundle = drawn()._repr_mimebundle_()
    assert bundle["image/svg+xml"] == drawn().svg
    fields = json.loads(str(bundle[diagrams.MIME]))
    assert fields == {
        "name": "loop",
        "alt": "A loop.",
        "caption": "",
        "table": drawn().table,
    }


# What is no graph -------------------------------------------------------------


def test_a_diagram_without_nodes_is_refused() -> None:
    with pytest.raises(ValueError, match="has no nodes"):
        drawn([], [])


def test_two_nodes_of_one_id_are_refused() -> None:
    with pytest.raises(ValueError, match="two nodes with the id 'a'"):
        drawn([*ROW, Node("a", "again")], [])


@pytest.mark.parametrize("edge", [Edge("a", "gone"), Edge("gone", "a")])
def test_an_edge_to_nowhere_is_refused(edge: Edge) -> None:
    with pytest.raises(ValueError, match="no node 'gone'"):
        drawn(ROW, [edge])
