"""Three figures: steps as measured, what an exchange costs, and how it would grow."""

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from spotdiff.data_parallelism.scaling import ring
from spotdiff.data_parallelism.scaling.growth import (
    FRAMEWORKS,
    PROJECTED,
    SIMULATED,
    TOGETHER,
    Machine,
    exchanges,
    simulated,
    speed_up,
    step_of,
)
from spotdiff.data_parallelism.scaling.problem import (
    IMAGES,
    STRONG,
    WEAK,
    WORKERS,
)
from spotdiff.data_parallelism.scaling.ring import Exchange, Prices
from spotdiff.data_parallelism.scaling.teams import Measured
from spotdiff.figures import Columns, Picture, Style, Theme, draw, line_style

LOADS = {
    STRONG: f"{IMAGES} images, shared",
    WEAK: f"{IMAGES} images each",
}
PROJECTED_LOADS = {
    STRONG: f"{TOGETHER} images, shared",
    WEAK: f"{IMAGES} images each",
}
MARKERS = {2: "o", 4: "s"}


def rows_of(data: Columns, **wanted: object) -> list[dict[str, Any]]:
    """Return the rows in which columns have certain values."""
    names = list(data)
    rows = (
        dict(zip(names, row, strict=True)) for row in zip(*data.values(), strict=True)
    )
    return [row for row in rows if all(row[k] == v for k, v in wanted.items())]


def columns_of(rows: Sequence[Mapping[str, object]]) -> dict[str, list[object]]:
    """Turn rows into columns."""
    return {name: [row[name] for row in rows] for name in rows[0]}


def thin(framework: str, theme: Theme) -> Style:
    """Return a framework's line, thin, with no marker of its own."""
    return {**line_style(framework, theme), "linewidth": 1.5}


# Steps as measured


def step_rows(measured: Measured) -> dict[str, list[object]]:
    """Return the steps of all teams, as columns."""
    rows: list[dict[str, object]] = []
    for load in LOADS:
        for framework in FRAMEWORKS:
            for workers in WORKERS:
                taken = step_of(measured, framework, load, workers)
                rows.append(
                    {
                        "load": load,
                        "framework": framework,
                        "workers": workers,
                        "milliseconds": 1e3 * taken.median,
                        "low": 1e3 * taken.low,
                        "high": 1e3 * taken.high,
                        "times one": speed_up(measured, framework, load, workers),
                    }
                )
    return columns_of(rows)


def paint_steps(figure: Figure, data: Columns, theme: Theme) -> None:
    """Draw a panel a load."""
    panels = figure.subplots(1, 2, sharey=True)
    for axes, (load, title) in zip(panels, LOADS.items(), strict=True):
        for framework in FRAMEWORKS:
            rows = rows_of(data, load=load, framework=framework)
            at, median, low, high = (
                [row[name] for row in rows]
                for name in ("workers", "milliseconds", "low", "high")
            )
            style = thin(framework, theme)
            axes.plot(at, median, **style, marker="o", label=framework)
            axes.fill_between(at, low, high, color=style["color"], alpha=0.15, lw=0)
        axes.set(title=title, xlabel="processes", xticks=WORKERS)
    # Last, for it ends the fitting of the axis, which both panels share.
    panels[0].set_ylim(0, None)
    panels[0].set_ylabel("milliseconds a step")
    panels[0].legend()


def steps(measured: Measured, cores: int) -> Picture:
    """Draw milliseconds a step against the number of processes."""
    return draw(
        paint_steps,
        step_rows(measured),
        name="steps-by-processes",
        alt="Milliseconds a training step for one, two and four processes, a line for "
        "each framework, in two panels: the same images shared by all processes, and "
        "as many images for each.",
        caption=f"Measured on {cores} cores, one thread a process. Bands run from the "
        "5 % to the 95 % quantile.",
        size=(7.6, 3.4),
    )


# What an exchange costs


def exchange_rows(
    measured: Measured, prices: Mapping[str, Prices], cores: int
) -> dict[str, list[object]]:
    """Return what was exchanged, how long it took, and what the prices say."""
    rows: list[dict[str, object]] = []
    for framework in FRAMEWORKS:
        for one in sorted(exchanges(measured, framework), key=by_workers):
            crowded = ring.crowding(one.workers, cores)
            asked = ring.seconds(prices[framework], one.size, one.workers, crowded)
            rows.append(
                {
                    "framework": framework,
                    "workers": one.workers,
                    "bytes": one.size,
                    "measured": one.seconds,
                    "fitted": asked,
                    "measured over fitted": one.seconds / asked,
                }
            )
    return columns_of(rows)


def by_workers(one: Exchange) -> tuple[int, int]:
    """Return what exchanges are sorted by."""
    return one.workers, one.size


def paint_exchange(figure: Figure, data: Columns, theme: Theme) -> None:
    """Draw measured points over fitted lines, and below what is between them."""
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(3, 1.3))
    for framework in FRAMEWORKS:
        style = thin(framework, theme)
        for workers, marker in MARKERS.items():
            rows = rows_of(data, framework=framework, workers=workers)
            sizes = [row["bytes"] for row in rows]
            upper.loglog(sizes, [1e3 * row["fitted"] for row in rows], **style)
            points = {"color": style["color"], "marker": marker, "linestyle": "none"}
            upper.loglog(
                sizes,
                [1e3 * row["measured"] for row in rows],
                **points,
                fillstyle="full" if workers == 2 else "none",
                label=f"{framework}, {workers} workers",
            )
            lower.plot(
                sizes,
                [row["measured over fitted"] for row in rows],
                **points,
                fillstyle="full" if workers == 2 else "none",
            )
    lower.axhline(1, color=theme.quiet, linewidth=1)
    lower.set_yscale("log", base=2)
    lower.set_yticks((0.5, 1, 2), ("½", "1", "2"))
    lower.set_ylim(0.3, 3.3)
    lower.set_title("measured over fitted")
    lower.set_xlabel("bytes summed")
    upper.set_title("Milliseconds an all-reduce")
    upper.legend(fontsize=9)


def exchange(measured: Measured, prices: Mapping[str, Prices], cores: int) -> Picture:
    """Draw what an all-reduce takes against the size of the message."""
    return draw(
        paint_exchange,
        exchange_rows(measured, prices, cores),
        name="all-reduce-by-size",
        alt="Milliseconds an all-reduce against the bytes summed, both axes "
        "logarithmic: points as measured with two and four workers in each framework, "
        "over lines that are flat for small messages and rise with large ones. Below, "
        "measured over fitted, around one.",
        caption="Points are medians, lines are two prices fitted to them: a round and "
        "a byte.",
        size=(7.6, 5.2),
    )


# How it would grow


def projection_rows(machines: Mapping[str, Machine]) -> dict[str, list[object]]:
    """Return the efficiency of teams that do not exist, computed and simulated."""
    rows: list[dict[str, object]] = []
    for load in PROJECTED_LOADS:
        for framework, machine in machines.items():
            for workers in PROJECTED:
                step = machine.step(load, workers)
                row: dict[str, object] = {
                    "load": load,
                    "framework": framework,
                    "workers": workers,
                    "step": step,
                    "efficiency": machine.efficiency(load, workers, step),
                    "efficiency, kinder": machine.efficiency(
                        load, workers, machine.step(load, workers, kinder=True)
                    ),
                    "simulated": "",
                    "simulated low": "",
                    "simulated high": "",
                }
                if workers in SIMULATED:
                    told = simulated(machine, load, workers)
                    row |= {
                        "simulated": machine.efficiency(load, workers, told.median),
                        "simulated low": machine.efficiency(load, workers, told.high),
                        "simulated high": machine.efficiency(load, workers, told.low),
                    }
                rows.append(row)
    return columns_of(rows)


def paint_projection(figure: Figure, data: Columns, theme: Theme) -> None:
    """Draw a panel a load: lines are computed, points simulated."""
    panels = figure.subplots(1, 2, sharey=True)
    for axes, (load, title) in zip(panels, PROJECTED_LOADS.items(), strict=True):
        for framework in FRAMEWORKS:
            style = thin(framework, theme)
            rows = rows_of(data, load=load, framework=framework)
            at = [row["workers"] for row in rows]
            low, high = (
                [row[name] for row in rows]
                for name in ("efficiency", "efficiency, kinder")
            )
            axes.fill_between(at, low, high, color=style["color"], alpha=0.15, lw=0)
            axes.plot(at, low, **style, label=framework)
            paint_simulated(axes, rows, style["color"])
        axes.set_xscale("log", base=2)
        axes.set_xticks((1, 8, 64, 1024), ("1", "8", "64", "1024"))
        axes.minorticks_off()
        axes.set(title=title, xlabel="workers", ylim=(0, 1.05))
    panels[0].set_ylabel("efficiency")
    panels[0].legend(loc="lower left")
    figure.supxlabel(ASSUMPTIONS, x=0.01, ha="left", fontsize=9, color=theme.quiet)


ASSUMPTIONS = (
    "Assumed: a core for each worker, neighbours joined as on this machine's loopback, "
    "one ring,\nthis network, and an exchange that begins when the slopes are ready. "
    "Line: a small message's time is\nthat of its rounds; the band's upper edge: it is "
    "that of the call. Points: simulated, with\nworkers as unpunctual as here."
)


def paint_simulated(
    axes: Axes, rows: Sequence[Mapping[str, Any]], colour: object
) -> None:
    """Draw the simulated points of a framework, with their spread."""
    shown = [row for row in rows if row["simulated"] != ""]
    middle = [row["simulated"] for row in shown]
    low = [row["simulated"] - row["simulated low"] for row in shown]
    high = [row["simulated high"] - row["simulated"] for row in shown]
    axes.errorbar(
        [row["workers"] for row in shown],
        middle,
        yerr=(low, high),
        color=colour,
        marker="o",
        markersize=4,
        linestyle="none",
        linewidth=1,
    )


def projection(machines: Mapping[str, Machine]) -> Picture:
    """Draw the efficiency of up to a thousand workers, and what was assumed."""
    return draw(
        paint_projection,
        projection_rows(machines),
        name="efficiency-projected",
        alt="Efficiency against the number of workers from 1 to 1024, a line for each "
        "framework as computed and points as simulated, in two panels: images shared "
        "by all workers, and as many for each. All fall, the shared ones sooner. "
        + ASSUMPTIONS.replace("\n", " "),
        caption="Lines are computed from the fitted prices; bars span nine simulated "
        "steps in ten.",
        size=(7.6, 4.0),
    )
