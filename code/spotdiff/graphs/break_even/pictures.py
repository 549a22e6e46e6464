"""Two figures: what a call costs, and after how many calls a mode has paid."""

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from spotdiff.figures import Columns, Picture, Style, Theme, draw, line_style
from spotdiff.graphs.break_even.bill import BreakEven
from spotdiff.graphs.break_even.tables import break_even_columns, steady_columns
from spotdiff.measure import Timing

MARKERS = {"eager": "o", "compiled": "s", "function": "s", "XLA": "^", "session": "D"}


def style_of(mode: str, theme: Theme) -> Style:
    """Return colour, dashes and marker of a mode; what comes from disk is open."""
    framework, _, way = mode.rpartition(" ")
    kept = mode.endswith("from disk")
    if kept:
        framework, way = "PyTorch", "compiled"
    return {
        **line_style(framework, theme),
        "marker": MARKERS[way],
        "markersize": 5,
        "linewidth": 1.6,
        "fillstyle": "none" if kept else "full",
    }


def rows_of(data: Columns, mode: str) -> list[list[float]]:
    """Return the columns of one mode, without the cells that are empty."""
    names = [name for name in data if name != "mode"]
    rows = zip(data["mode"], *(data[name] for name in names), strict=True)
    mine = [row[1:] for row in rows if row[0] == mode and "" not in row]
    return [list(column) for column in zip(*mine, strict=True)]


def finish(figure: Figure, axes: Axes, title: str) -> None:
    """Name the axes, and set the legend beside them."""
    axes.set(title=title, xlabel="numbers in the chain")
    figure.legend(fontsize=9, loc="outside right upper")


def calls(timings: Mapping[int, Mapping[str, Timing]]) -> Picture:
    """Draw seconds a call against the size of the work, a line a mode."""

    def paint(figure: Figure, data: Columns, theme: Theme) -> None:
        axes = figure.subplots()
        for mode in dict.fromkeys(data["mode"]):
            size, median, low, high = rows_of(data, mode)
            style = style_of(mode, theme)
            axes.loglog(size, median, **style, label=mode)
            axes.fill_between(
                size, low, high, color=style["color"], alpha=0.15, linewidth=0
            )
        finish(figure, axes, "Seconds a call, once ready")

    return draw(
        paint,
        steady_columns(timings),
        name="seconds-a-call",
        alt="Seconds a call against the numbers that go through the chain, both axes "
        "logarithmic, a line for each way to run it. For few numbers the lines are "
        "flat and far apart; for many they rise.",
        caption="Bands run from the 5 % to the 95 % quantile.",
        size=(9.2, 4.2),
    )


def break_even(answers: Sequence[BreakEven]) -> Picture:
    """Draw the calls until a mode has paid against the size of the work."""

    def paint(figure: Figure, data: Columns, theme: Theme) -> None:
        axes = figure.subplots()
        for mode in dict.fromkeys(data["mode"]):
            if drawn := rows_of(data, mode):
                axes.loglog(*drawn, **style_of(mode, theme), label=mode)
        finish(figure, axes, "Calls until the first one has paid")

    return draw(
        paint,
        break_even_columns(answers),
        name="break-even",
        alt="Calls after which a mode has paid for its first call, against the numbers "
        "that go through the chain, both axes logarithmic, a line for each mode. The "
        "lines fall: the more work a call has, the sooner it pays.",
        caption="Where a line has no point, a call of that mode is not clearly "
        "cheaper than a plain one, and it never pays.",
        size=(9.2, 4.2),
    )
