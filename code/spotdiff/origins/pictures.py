"""The family of both frameworks, drawn along time."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from spotdiff.figures import Columns, Picture, Style, Theme, draw
from spotdiff.origins.family import Family, Project, year

# Years. What is older stands at the left edge.
FIRST, LAST = 2009.0, 2027.4
TODAY = 2026.9
ROW = 1.0
BESIDE = 0.22
# Who began earlier has no room for a name at the left.
ROOM = 2013.0
LETTER = 0.25  # of a name, in years
SMALL = 8.5
# How a kinship is drawn: what was taken over, what inspired, what it runs on.
DASHES: dict[str, Any] = {"code": "-", "ideas": (0, (4, 2)), "runs on": (0, (1, 1.4))}
ALT = (
    "A timeline with a row for each project, from {first} to today. PyTorch's row has "
    "arrows from Torch, Caffe2, Chainer and torch-autograd; TensorFlow's from "
    "DistBelief and Keras. Arrows from Autograd lead to both families: by way of "
    "torch-autograd to PyTorch, and to JAX. From the end of {keras} on Keras has "
    "arrows from JAX and from PyTorch. The table below says the same in words."
)


def timeline(family: Family) -> Picture:
    """Draw every project, event and kinship."""
    first = min(int(event.date[:4]) for event in family.events)
    three = next(e.date[:4] for e in family.of("keras") if e.label == "3")
    return draw(
        lambda figure, data, theme: paint(figure, data, theme, family),
        columns(family),
        name="family",
        alt=ALT.format(first=first, keras=three),
        caption=(
            "Two families, and what they have from each other. Solid arrows: code or "
            "people; dashed: ideas; dotted: runs on. Squares: it changed hands (LF: to "
            "the Linux Foundation). Hollow: what came after its end."
        ),
        size=(6.6, 9.2),
    )


def columns(family: Family) -> Columns:
    """List events and kinships for the CSV."""
    names = {key: project.name for key, project in family.projects.items()}
    rows = [
        (e.date, names[e.project], "", "event", e.what, e.source, e.dated, e.read)
        for e in family.events
    ] + [
        (k.date, names[k.child], names[k.parent], k.kind, k.what, k.source, "", k.read)
        for k in family.kinships
    ]
    heads = ("date", "project", "from", "kind", "what", "source", "dated_by", "read")
    return {head: [row[i] for row in rows] for i, head in enumerate(heads)}


def paint(figure: Figure, _: Columns, theme: Theme, family: Family) -> None:
    """Draw rows, then arrows between them, then events on them."""
    axes = figure.subplots()
    rows = {key: -ROW * index for index, key in enumerate(family.projects)}
    drawn: Counter[tuple[str, str, bool]] = Counter()
    for kinship in family.kinships:
        ends = rows[kinship.parent], rows[kinship.child]
        # Arrows of one day to one project, from one side, stand beside each other.
        way = (kinship.child, kinship.date, ends[0] > ends[1])
        when = max(year(kinship.date), FIRST) - BESIDE * drawn[way]
        drawn[way] += 1
        arrow(axes, when, ends, DASHES[kinship.kind], theme)
    for key, row in rows.items():
        bar(axes, family, key, row, theme)
    frame(axes, list(rows.values()))


def colour(project: Project, theme: Theme) -> str:
    """Return the colour of a project's family."""
    colours = {"PyTorch": theme.pytorch, "TensorFlow": theme.tensorflow}
    return colours.get(project.side, theme.neutral)


def bar(axes: Axes, family: Family, key: str, row: float, theme: Theme) -> None:
    """Draw one project: its name, its life and its events."""
    project, (begin, end) = family.projects[key], family.span(key)
    begin, until = max(begin, FIRST), TODAY if end is None else end
    ink = colour(project, theme)
    axes.plot([begin, until], [row, row], color=ink, linewidth=4, solid_capstyle="butt")
    title(axes, project, (begin, row), theme)
    for event in family.of(key):
        when = max(year(event.date), FIRST)
        shape, face = "s" if event.owner else "o", "none" if event.after else ink
        axes.plot(when, row, shape, markersize=6.5, color=ink, markerfacecolor=face)
        # A change of hands above the bar, a version below it.
        place = (when + 0.25, row + 0.2) if event.owner else (when, row - 0.4)
        side = "right" if event.owner else "center"
        axes.text(*place, event.label, fontsize=SMALL, ha=side)


def title(
    axes: Axes, project: Project, start: tuple[float, float], theme: Theme
) -> None:
    """Write a project's name and whose it was where no arrow passes."""
    (begin, row), ink = start, colour(project, theme)
    owner: Style = {"s": project.owner, "color": theme.quiet, "fontsize": SMALL}
    name: Style = {"s": project.name, "color": ink, "weight": "bold"}
    if begin < ROOM:
        axes.text(begin, row + 0.2, **name)
        beside = begin + LETTER * len(project.name) + 0.35
        axes.text(beside, row + 0.2, **owner)
    else:
        axes.text(begin - 0.25, row - 0.05, **name, ha="right")
        axes.text(begin - 0.45, row - 0.37, **owner, ha="right")


def arrow(
    axes: Axes, when: float, ends: tuple[float, float], dashes: Any, theme: Theme
) -> None:
    """Draw an arrow from one row to another."""
    style = {"arrowstyle": "-|>", "linestyle": dashes, "color": theme.quiet}
    style |= {"shrinkA": 2, "shrinkB": 4, "linewidth": 1.2}
    axes.annotate("", (when, ends[1]), (when, ends[0]), arrowprops=style)


def frame(axes: Axes, rows: Sequence[float]) -> None:
    """Leave nothing around the drawing but the years."""
    axes.set(xlim=(FIRST - 0.2, LAST), ylim=(min(rows) - 0.7, 0.8), yticks=[])
    years = range(int(FIRST) + 1, int(LAST) + 1, 4)
    axes.set_xticks(years, map(str, years))
    axes.tick_params(top=True, labeltop=True, length=0)
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.grid(visible=False, axis="y")
