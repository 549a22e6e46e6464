"""A listing whose lines that differ are marked, each mark a link to its counterpart.

Nothing is added to the code's own text: what is said of it stands in attributes, so
that what is copied or compared is the listing and nothing else.
"""

import re
from dataclasses import dataclass
from html import escape
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

from alignment import Stretch
from source_pairs import Listing

HIGHLIGHTED = re.compile(r"(.*<pre><span></span>)(.*)\n(</pre>.*)", re.DOTALL)


@dataclass(frozen=True)
class Side:
    """One of two listings that stand next to each other.

    Attributes:
        listing: its code, laid next to the other's.
        name: whose it is.
        anchor: what the ids of its marks begin with.
    """

    listing: Listing
    name: str
    anchor: str


class MarkedCode(nodes.literal_block):
    """A side of a pair. Where it cannot be marked it is shown as any other code."""


def marked_code(side: Side, other: Side) -> MarkedCode:
    """Build a side that is linked to the other."""
    text = side.listing.text
    return MarkedCode(text, text, language="python", side=side, other=other)


def write(self: HTML5Translator, node: MarkedCode) -> None:
    """Write the code as Sphinx highlights it, cut into stretches."""
    html = self.highlighter.highlight_block(node.rawsource, "python", location=node)
    found = HIGHLIGHTED.fullmatch(html)
    assert found is not None, html
    lines = [f"{line}\n" for line in found[2].split("\n")]
    body = "".join(
        mark(node, each, lines) if each.number else equal(node, each, lines)
        for each in node["side"].listing.stretches
    )
    self.body.append(
        self.starttag(node, "div", "", CLASS="highlight-python notranslate")
    )
    self.body.append(f"{found[1]}{body}{found[3]}</div>\n")
    raise nodes.SkipNode


def equal(node: MarkedCode, stretch: Stretch, lines: list[str]) -> str:
    """Return lines that both sides have; they can fold to what is said of them."""
    count = sum(not node["side"].listing.is_blank(number) for number in stretch.here)
    said = "1 equal line" if count == 1 else f"{count} equal lines"
    code = "".join(lines[number - 1] for number in stretch.here)
    return f'<span class="equal" data-says="{said}"><span>{code}</span></span>'


def mark(node: MarkedCode, stretch: Stretch, lines: list[str]) -> str:
    """Return lines that differ, behind a link to their counterpart."""
    code = "".join(
        lines[number - 1]
        if node["side"].listing.is_blank(number)
        # As Sphinx marks a line.
        else f'<span class="hll">{lines[number - 1]}</span>'
        for number in stretch.here
    )
    look = "differs" if code else "differs none"
    link = (
        f'<a class="counterpart" id="{node["side"].anchor}-{stretch.number}"'
        f' href="#{node["other"].anchor}-{stretch.number}"'
        f' aria-label="{escape(spoken(node, stretch))}"></a>'
    )
    return f'<mark class="{look}" data-place="{stretch.number}">{link}{code}</mark>'


def spoken(node: MarkedCode, stretch: Stretch) -> str:
    """Say what differs, to those who do not see it."""
    total = max(each.number for each in node["side"].listing.stretches)
    here, there = numbers(stretch.here), numbers(stretch.there)
    return (
        f"Difference {stretch.number} of {total}: "
        f"{here} here, {there} in {node['other'].name}"
    )


def numbers(lines: range) -> str:
    """Say which lines."""
    if not lines:
        return "nothing"
    first, last = lines[0], lines[-1]
    return f"line {first}" if first == last else f"lines {first} to {last}"


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the listing; writers that know none take it for a literal block."""
    app.add_node(MarkedCode, html=(write, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
