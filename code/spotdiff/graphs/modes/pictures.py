"""The figure of where each mode stands."""

from matplotlib.figure import Figure

from spotdiff.figures import Columns, Picture, Theme, draw, line_style
from spotdiff.graphs.modes.modes import MODES
from spotdiff.graphs.modes.probes import PROBES, Answers, share


def standing(found: Answers) -> Picture:
    """Draw a row for each mode and a mark for each probe.

    Args:
        found: What `probes.answers` returned.
    """
    framework = {mode.name: mode.framework for mode in MODES}
    columns: Columns = {
        "mode": list(found),
        "framework": [framework[name] for name in found],
        **{
            probe: [int(row[probe].as_run) for row in found.values()]
            for probe in PROBES
        },
    }

    def paint(figure: Figure, data: Columns, theme: Theme) -> None:
        axes = figure.subplots()
        probes = list(data)[2:]
        for row, name in enumerate(data["framework"]):
            color = line_style(name, theme)["color"]
            for column, probe in enumerate(probes):
                axes.plot(
                    column,
                    row,
                    "o",
                    markersize=13,
                    markeredgewidth=1.8,
                    color=color,
                    markerfacecolor=color if data[probe][row] else "none",
                )
        axes.set_xticks(range(len(probes)), probes)
        axes.set_yticks(range(len(data["mode"])), data["mode"])
        axes.set(xlim=(-0.6, len(probes) - 0.4), ylim=(len(data["mode"]) - 0.4, -0.6))
        axes.xaxis.tick_top()
        axes.tick_params(length=0, labelsize=12)
        for edge in axes.spines.values():
            edge.set_visible(False)

    told = ", ".join(
        f"{name} {sum(a.as_run for a in row.values())}" for name, row in found.items()
    )
    assert all(share(row) <= 1 for row in found.values())
    return draw(
        paint,
        columns,
        name="then-and-now",
        alt=f"A row for each of {len(found)} modes, a disc for each of {len(PROBES)} "
        "probes, filled where the mode behaves as define-by-run would. Filled, from "
        f"top to bottom: {told}.",
        caption="Filled: as define-by-run. Hollow: as define-then-run.",
        size=(7.6, 4.2),
    )
