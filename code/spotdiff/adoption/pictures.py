"""The chapter's figures."""

from collections.abc import Sequence
from datetime import date

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from spotdiff.adoption.releases import PACKAGES, Release, features, of_package
from spotdiff.adoption.sources import KINDS, Cited
from spotdiff.adoption.surface import Counted, layers, of
from spotdiff.figures import Columns, Picture, Style, Theme, draw, line_style

WORDS = {
    "papers": "papers",
    "repositories": "repositories that need it",
    "downloads": "downloads in a month",
    "developers": "developers asked",
    "stars": "stars on GitHub",
}


def history(releases: Sequence[Release]) -> Picture:
    """Draw when features came, and how large they were.

    Args:
        releases: Of all packages.
    """
    columns: dict[str, list[object]] = {
        name: [] for name in ("framework", "version", "day", "megabytes")
    }
    for framework, package in PACKAGES.items():
        for one in features(of_package(releases, package)):
            columns["framework"].append(framework)
            columns["version"].append(str(one.version))
            columns["day"].append(one.day.isoformat())
            columns["megabytes"].append(round(one.size / 1e6, 1))

    def paint(figure: Figure, data: Columns, theme: Theme) -> None:
        above, below = figure.subplots(2, 1, sharex=True, height_ratios=[1, 3])
        for height, framework in zip((1, 0), PACKAGES, strict=True):
            here = np.asarray(data["framework"]) == framework
            days = np.array([date.fromisoformat(day) for day in data["day"]])[here]
            style = line_style(framework, theme)
            color = style["color"]
            rows = np.full(len(days), height)
            above.plot(days, rows, "|", ms=14, mew=2, color=color)
            below.plot(days, np.asarray(data["megabytes"])[here], **style)
            below.plot([], [], label=framework, **style)
        above.set_yticks([1, 0], list(PACKAGES))
        above.set(title="Releases with new features", ylim=(-0.6, 1.6))
        above.grid(visible=False, axis="y")
        below.set(title="Largest file of the release, MB", yscale="log")
        below.set_yticks([30, 100, 300, 1000], ["30", "100", "300", "1000"])
        below.minorticks_off()
        below.legend(loc="lower right")

    return draw(
        paint,
        columns,
        name="history",
        alt="Two plots over the years from 2016 on. Above, a stroke for each release "
        "with new features: TensorFlow's become rarer, PyTorch's begin at the end of "
        "2018 and become more frequent. Below, the size of the largest file on a "
        "logarithmic scale: TensorFlow's begins near 40 MB and jumps to 400 in the "
        "autumn of 2019; PyTorch's begins near 600, rises to 900, and falls to 500 in "
        "2026.",
        caption="From the Python Package Index, read on 2026-11-23. It has no PyTorch "
        "before 1.0.",
        size=(7.6, 4.6),
    )


def ratios(cited: Sequence[Cited]) -> Picture:
    """Draw PyTorch's number for one of TensorFlow's, source by source.

    Args:
        cited: The numbers from elsewhere.
    """
    ordered = sorted(cited, key=lambda one: one.day)
    columns: dict[str, list[object]] = {
        "kind": [one.kind for one in ordered],
        "says": [one.says for one in ordered],
        "of": [one.of for one in ordered],
        "day": [one.day.isoformat() for one in ordered],
        "pytorch": [one.pytorch for one in ordered],
        "tensorflow": [one.tensorflow for one in ordered],
        "ratio": [round(one.ratio, 4) for one in ordered],
        "url": [one.url for one in ordered],
    }

    def paint(figure: Figure, data: Columns, theme: Theme) -> None:
        axes = figure.subplots()
        looks = dict(zip(KINDS, looks_of(theme), strict=True))
        days = np.array([date.fromisoformat(day) for day in data["day"]])
        ratio, what = (np.asarray(data[name]) for name in ("ratio", "says"))
        for says in dict.fromkeys(data["says"]):
            here = what == says
            kind = np.asarray(data["kind"])[here][0]
            axes.plot(days[here], ratio[here], linewidth=1, **looks[kind])
        for kind, look in looks.items():
            axes.plot([], [], label=WORDS[kind], linestyle="none", **look)
        mark_even(axes, theme)
        axes.legend(loc="lower right")

    return draw(
        paint,
        columns,
        name="ratios",
        alt="PyTorch's number for one of TensorFlow's, on a logarithmic scale, from "
        "2017 to 2025. Papers go from about a fiftieth in March 2017 to a third in "
        "2018 and more than two in 2019. Downloads go from a fifth in 2020 to two in "
        "2025, repositories from a half to one and a half. Developers asked in 2022 "
        "are at two thirds. Stars on GitHub rise, and stay below one half.",
        caption="Above the dotted line there is more of PyTorch, below it more of "
        "TensorFlow. Lines join what was counted in the same way.",
        size=(7.6, 4.2),
    )


def looks_of(theme: Theme) -> list[Style]:
    """Return a marker for each kind; the frameworks' colours mean nothing here."""
    fills = [theme.ink, theme.neutral, theme.neutral, "none", theme.quiet]
    return [
        {
            "marker": marker,
            "color": theme.quiet,
            "markersize": 8,
            "markerfacecolor": fill,
            "markeredgecolor": theme.ink,
        }
        for marker, fill in zip("osD^v", fills, strict=True)
    ]


def mark_even(axes: Axes, theme: Theme) -> None:
    """Draw the line where both have as many, and name the heights."""
    axes.axhline(1, color=theme.quiet, linewidth=1.5, linestyle=":")
    axes.set_yscale("log")
    ticks = {1 / 50: "1 : 50", 1 / 10: "1 : 10", 1 / 3: "1 : 3", 1: "1 : 1", 3: "3 : 1"}
    axes.set_yticks(list(ticks), list(ticks.values()))
    axes.minorticks_off()
    axes.set(title="PyTorch : TensorFlow", ylim=(1 / 70, 5))


def documented(found: Sequence[Counted]) -> Picture:
    """Draw the shares of what is documented, of everything and of the layers."""
    measures = {
        "docstring": "docstring",
        "parameters": "all parameters\nnamed",
        "example": "example",
        "hints": "type hints",
    }
    columns: dict[str, list[object]] = {
        name: [] for name in ("of", "framework", "measure", "share")
    }
    for panel, pick in (("everything", of), ("layers", layers)):
        for framework in PACKAGES:
            one = pick(found, framework)
            for measure in measures:
                columns["of"].append(panel)
                columns["framework"].append(framework)
                columns["measure"].append(measure)
                columns["share"].append(round(getattr(one, measure), 4))

    def paint(figure: Figure, data: Columns, theme: Theme) -> None:
        panels = figure.subplots(1, 2, sharey=True)
        for axes, panel in zip(panels, ("everything", "layers"), strict=True):
            for number, framework in enumerate(PACKAGES):
                here = (np.asarray(data["of"]) == panel) & (
                    np.asarray(data["framework"]) == framework
                )
                shares = 100 * np.asarray(data["share"])[here]
                heights = np.arange(len(measures)) + 0.36 * number
                color = line_style(framework, theme)["color"]
                hatch = "" if number == 0 else "///"
                look = {"height": 0.32, "label": framework, "hatch": hatch}
                axes.barh(heights, shares, color=color, edgecolor=theme.ink, **look)
            axes.set(title=f"Of {panel}, %", xlim=(0, 100))
            axes.grid(visible=False, axis="y")
            axes.set_axisbelow(True)
        panels[0].set_yticks(np.arange(len(measures)) + 0.18, list(measures.values()))
        panels[0].invert_yaxis()
        figure.legend(
            *panels[0].get_legend_handles_labels(), loc="outside lower center", ncols=2
        )

    shares = {
        (panel, framework): pick(found, framework)
        for panel, pick in (("everything", of), ("layers", layers))
        for framework in PACKAGES
    }
    told = "; ".join(
        f"of {panel} in {framework} {100 * one.docstring:.0f}, "
        f"{100 * one.parameters:.0f}, {100 * one.example:.0f} and {100 * one.hints:.0f}"
        for (panel, framework), one in shares.items()
    )
    return draw(
        paint,
        columns,
        name="documented",
        alt="Bars: the per cent of public functions and classes that have a docstring, "
        f"one that names all parameters, an example, and type hints: {told}.",
        caption="What is written about public functions and classes. The layers are "
        "those of `torch.nn` and of `tf.keras.layers`.",
        size=(7.6, 3.6),
    )
