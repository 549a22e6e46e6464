"""The roofline as a figure: two limits, and the workloads under them."""

from collections.abc import Sequence
from typing import Any

from matplotlib.figure import Figure

from spotdiff.benchmarks.measured import library_of
from spotdiff.benchmarks.roofline import Point, Roof
from spotdiff.figures import Columns, Picture, Theme, draw, line_style

ROOF = "limit"
MARKERS = {"NumPy": "x", "PyTorch": "o", "TensorFlow": "s"}


def columns(points: Sequence[Point], roof: Roof) -> dict[str, list[Any]]:
    """Return workload, mode, intensity and rate, a row a point; then the roof's."""
    rows: list[tuple[Any, ...]] = [
        (point.what, point.mode, point.work.intensity, point.rate) for point in points
    ]
    found = [point.work.intensity for point in points]
    corners = (min(found) / 2, roof.ridge, max(max(found), roof.ridge) * 2)
    rows += [(ROOF, "", each, roof.limit(each)) for each in corners]
    names = ("workload", "mode", "intensity", "rate")
    return {name: [row[i] for row in rows] for i, name in enumerate(names)}


def paint(figure: Figure, data: Columns, theme: Theme) -> None:
    """Draw the roof, a mark for each point, and a name for each workload."""
    axes = figure.subplots()
    rows = list(zip(*data.values(), strict=True))
    corners = [row[2:] for row in rows if row[0] == ROOF]
    axes.loglog(*zip(*corners, strict=True), color=theme.quiet, label="the limit")
    for library, marker in MARKERS.items():
        mine = [row[2:] for row in rows if row[1] and library_of(row[1]) == library]
        if mine:
            axes.loglog(
                *zip(*mine, strict=True),
                linestyle="none",
                marker=marker,
                markersize=7,
                fillstyle="none",
                markeredgewidth=1.6,
                color=line_style(library, theme)["color"],
                label=library,
            )
    for workload in dict.fromkeys(row[0] for row in rows if row[0] != ROOF):
        _, _, x, y = min((r for r in rows if r[0] == workload), key=lambda row: row[3])
        axes.annotate(
            workload.replace(",", "\n", 1),
            (x, y),
            (0, -8),
            textcoords="offset points",
            ha="center",
            va="top",
            fontsize=8,
            color=theme.quiet,
        )
    axes.margins(y=0.12)
    axes.set(xlabel="operations a byte", ylabel="operations a second")
    figure.legend(fontsize=9, loc="outside upper left", ncols=4)


def roofline(points: Sequence[Point], roof: Roof) -> Picture:
    """Draw how near each workload comes to what the device allows."""
    nearest = max(points, key=lambda point: point.share(roof))
    farthest = min(points, key=lambda point: point.share(roof))
    return draw(
        paint,
        columns(points, roof),
        name="roofline",
        alt="Operations a second against operations a byte, both axes logarithmic. A "
        "grey line rises with the bandwidth of the memory and ends level at the rate "
        "of a large matrix product; every workload is a mark for each library. "
        f"Nearest to the line is {nearest.what} in {nearest.mode}, farthest below it "
        f"{farthest.what} in {farthest.mode}.",
        caption="Grey: what memory and arithmetic allow. Marks: each library's fastest "
        "mode.",
        size=(9.2, 5.4),
    )
