"""Figures: one style, one colour a framework, drawn for light and for dark pages."""

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib import style
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

# How the build recognises a figure among a cell's outputs.
MIME = "application/vnd.spotdiff.figure+json"

Columns = Mapping[str, Sequence[Any]]
Style = dict[str, Any]


@dataclass(frozen=True)
class Theme:
    """The colours of a page: its ink, its grid, and one colour a framework.

    The two framework colours are a colour-blind-safe pair (vermilion and blue,
    after Okabe and Ito), at least 4.5 : 1 against the page, and unlike in grey.
    """

    ink: str
    quiet: str
    grid: str
    pytorch: str
    tensorflow: str
    neutral: str


LIGHT = Theme("#1b1f24", "#57606a", "#d8dee4", "#b8430a", "#0b6099", "#6a5a86")
DARK = Theme("#e8edf2", "#a2adb8", "#3a424c", "#ff9a5c", "#66b8f2", "#c3b1e1")


def line_style(framework: str, theme: Theme) -> Style:
    """Return colour and dashes of a framework's lines.

    Args:
        framework: "PyTorch", "TensorFlow", "TensorFlow 1" or anything else,
            which is neither and drawn as neutral.
        theme: the colours to draw in.

    Returns:
        Keyword arguments for `Axes.plot`. Dashes tell the frameworks apart
        where colour cannot.
    """
    styles: dict[str, Style] = {
        "PyTorch": {"color": theme.pytorch, "linestyle": "-"},
        "TensorFlow": {"color": theme.tensorflow, "linestyle": (0, (5, 2))},
        "TensorFlow 1": {"color": theme.tensorflow, "linestyle": (0, (1, 1.5))},
    }
    return styles.get(
        framework, {"color": theme.neutral, "linestyle": (0, (5, 1, 1, 1))}
    )


def settings(theme: Theme) -> dict[str, object]:
    """Return the Matplotlib settings of a theme."""
    return {
        "axes.edgecolor": theme.quiet,
        "axes.facecolor": "none",
        "axes.grid": True,
        "axes.labelcolor": theme.ink,
        "axes.spines.right": False,
        "axes.spines.top": False,
        "axes.titlecolor": theme.ink,
        "axes.titlelocation": "left",
        "axes.titlesize": 11,
        "axes.titleweight": "bold",
        "figure.facecolor": "none",
        "figure.constrained_layout.use": True,
        "font.family": ["DejaVu Sans"],
        "font.size": 10.5,
        "grid.color": theme.grid,
        "grid.linewidth": 0.7,
        "legend.frameon": False,
        "legend.labelcolor": theme.ink,
        "lines.linewidth": 2.0,
        "savefig.facecolor": "none",
        # Names inside the file come from its content, not from a random salt:
        # the same numbers give the same bytes.
        "svg.hashsalt": "spotdiff",
        "svg.fonttype": "path",
        "text.color": theme.ink,
        "xtick.color": theme.quiet,
        "xtick.labelcolor": theme.ink,
        "ytick.color": theme.quiet,
        "ytick.labelcolor": theme.ink,
    }


@dataclass(frozen=True)
class Picture:
    """A drawn figure: what a cell ends in, and what the build puts on the page.

    Attributes:
        name: the stem of the files published for it.
        alt: what it shows, for those who do not see it.
        caption: what to look at.
        light: the SVG for light pages.
        dark: the SVG for dark pages.
        table: its data as CSV.
        width: in CSS pixels.
        height: in CSS pixels.
    """

    name: str
    alt: str
    caption: str
    light: str
    dark: str
    table: str
    width: int
    height: int

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        # The plain SVG is what Jupyter shows; the build takes the other one.
        fields = {key: value for key, value in vars(self).items() if key != "light"}
        return {"image/svg+xml": self.light, MIME: json.dumps(fields)}


def draw(
    paint: Callable[[Figure, Columns, Theme], object],
    data: Columns,
    *,
    name: str,
    alt: str,
    caption: str = "",
    size: tuple[float, float] = (7.6, 3.6),
) -> Picture:
    """Draw a figure for both themes and keep its data beside it.

    Args:
        paint: draws on an empty figure; all it draws comes from the columns.
        data: columns of equal length, published as CSV.
        name: unique on its page, in words joined by hyphens.
        alt: says in a sentence or two what the figure shows.
        caption: what to look at, one sentence; may be left out.
        size: width and height in inches.

    Returns:
        The drawn figure.

    Raises:
        ValueError: there is no alternative text, or the columns differ in length.
    """
    if not alt.strip():
        raise ValueError(f"figure {name!r} needs an alt text: say what it shows")
    table = to_csv(data)
    light, dark = (paint_svg(paint, data, theme, size) for theme in (LIGHT, DARK))
    width, height = (round(96 * inches) for inches in size)
    return Picture(name, alt, caption, light, dark, table, width, height)


def paint_svg(
    paint: Callable[[Figure, Columns, Theme], object],
    data: Columns,
    theme: Theme,
    size: tuple[float, float],
) -> str:
    """Paint once, and return the SVG text."""
    file = io.StringIO()
    with style.context(["default", settings(theme)]):
        figure = Figure(figsize=size)
        FigureCanvasSVG(figure)
        paint(figure, data, theme)
        figure.savefig(file, format="svg", metadata={"Date": None})
    return file.getvalue()


def to_csv(data: Columns) -> str:
    """Write columns as CSV.

    Raises:
        ValueError: the columns differ in length.
    """
    lengths = {name: len(column) for name, column in data.items()}
    if len(set(lengths.values())) > 1:
        raise ValueError(f"columns of one figure must be equally long, not {lengths}")
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(data)
    writer.writerows(zip(*data.values(), strict=True))
    return file.getvalue()
