"""Draw the picture that stands for a page where a link to it is shared.

On the left the title and what the page is about, on the right the motif of the book:
two columns of code, the lines that differ marked.
"""

from pathlib import Path
from textwrap import fill
from typing import Any

from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch, Rectangle

WIDTH, HEIGHT = 1200, 630  # pixels, as those who show it ask for
COLOURS = ("#d55e00", "#0072b2")
INK, MUTED, LINE, PAPER = "#1b1f23", "#57606a", "#d0d7de", "white"
# Widths of the lines of code in a column; at MARKED the two differ.
LINES = (
    (0.86, 0.62, 0.74, 0.50, 0.80, 0.38),
    (0.86, 0.62, 0.58, 0.50, 0.66, 0.38),
)
MARKED = (2, 4)
LEFTS, TOP, COLUMN, BOX, STEP = (762, 962), 118, 176, 380, 60  # pixels


def draw(file: Path, book: str, title: str, about: str) -> None:
    """Draw a card; the same words give the same bytes.

    Args:
        file: where it goes, as PNG.
        book: the name of the book, set small.
        title: the title of the page, set large; up to four lines.
        about: a sentence or two.
    """
    figure = Figure((WIDTH / 100, HEIGHT / 100), dpi=100, facecolor=PAPER)
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, WIDTH), ylim=(HEIGHT, 0))
    axes.set_axis_off()
    write: dict[str, Any] = {"va": "top", "family": "DejaVu Sans", "x": 70}
    axes.text(y=70, s=book, size=20, color=MUTED, **write)
    lines = fill(title, 19).split("\n")[:4]
    axes.text(
        y=130,
        s="\n".join(lines),
        size=36,
        weight="bold",
        color=INK,
        linespacing=1.15,
        **write,
    )
    axes.text(
        y=158 + 60 * len(lines),
        s=fill(about, 46),
        size=17,
        color=MUTED,
        linespacing=1.4,
        **write,
    )
    for left, colour, widths in zip(LEFTS, COLOURS, LINES, strict=True):
        box = FancyBboxPatch(
            (left, TOP),
            COLUMN,
            BOX,
            boxstyle="round,pad=0,rounding_size=14",
            facecolor=PAPER,
            edgecolor=colour,
            linewidth=4,
        )
        axes.add_patch(box)
        for number, width in enumerate(widths):
            differs = number in MARKED
            place = (left + 18, TOP + 30 + STEP * number)
            length = width * (COLUMN - 36)
            axes.add_patch(
                Rectangle(place, length, 18, color=colour if differs else LINE)
            )
    file.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(file, metadata={"Software": None})
