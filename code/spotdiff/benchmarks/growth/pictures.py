"""The figure: seconds a step over the size, with a line through the large end."""

import numpy as np
from matplotlib.figure import Figure

from spotdiff.benchmarks.growth.exponents import LARGE, SMALL
from spotdiff.benchmarks.growth.sweep import Curves
from spotdiff.benchmarks.growth.tables import columns, spread
from spotdiff.classifier.speed.picture import mode_style
from spotdiff.figures import Columns, Picture, Theme, draw
from spotdiff.tables import plain


def paint(figure: Figure, data: Columns, theme: Theme) -> None:
    """Draw a line a mode, and in grey what was laid through its large end."""
    axes = figure.subplots()
    modes = np.asarray(data["mode"])
    for mode in dict.fromkeys(data["mode"]):
        size, median, low, high, laid = (
            np.asarray(data[name], np.float64)[modes == mode]
            for name in ("size", "median", "low", "high", "line")
        )
        style = mode_style(mode, theme)
        axes.loglog(size, median, **style, label=mode)
        axes.fill_between(size, low, high, color=style["color"], alpha=0.15, lw=0)
        axes.loglog(size, laid, color=theme.quiet, linewidth=1, zorder=3)
    ticks = sorted(set(data["size"]))[::-2][::-1]
    axes.set_xticks(ticks, [plain(tick) for tick in ticks])
    axes.minorticks_off()
    axes.set_title("Seconds a step")
    figure.legend(fontsize=9, loc="outside right upper")


def growth(curves: Curves, of: str) -> Picture:
    """Draw seconds a step against the size, one line a mode.

    Args:
        curves: Seconds a step, by mode.
        of: What the sizes are of, in one word.
    """

    def painted(figure: Figure, data: Columns, theme: Theme) -> None:
        paint(figure, data, theme)
        figure.axes[0].set_xlabel(of)

    return draw(
        painted,
        columns(curves),
        name=f"growth-with-{of}",
        alt=f"Seconds a step against the {of}, both axes logarithmic, a line for "
        f"{', '.join(curves)}. On the left the exponents are {spread(curves, SMALL)}; "
        f"on the right they are {spread(curves, LARGE)}, and a thin straight line "
        "through the last three sizes of each lies on it.",
        caption="Bands run from the 5 % to the 95 % quantile. Grey: the line whose "
        "slope is the exponent at the large end.",
        size=(7.6, 3.9),
    )
