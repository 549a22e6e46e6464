"""The figures of where the time of a step goes, and the table behind them."""

from collections.abc import Sequence
from typing import Any

from matplotlib.figure import Figure
from matplotlib.patches import Patch

from spotdiff.figures import DARK, Columns, Picture, Theme, draw
from spotdiff.tables import Table, duration, plain
from spotdiff.visualization.profiles.where import (
    CONVOLUTIONS,
    DENSE,
    GROUPS,
    OTHERS,
    POOLING,
    WAITING,
    Record,
    group_of,
)

# No share is written into a bar that is shorter than this.
LEAST = 0.07


def colours(theme: Theme) -> dict[str, str]:
    """Return a colour for each group: unlike in grey, and none a framework's."""
    dark = theme == DARK
    return {
        CONVOLUTIONS: theme.ink,
        POOLING: theme.neutral,
        DENSE: "#74d3ae" if dark else "#1f8a63",
        OTHERS: "#6f7c8a" if dark else "#9aa5b1",
        WAITING: "none",
    }


def title_of(way: str, size: int) -> str:
    """Name a row."""
    return f"{way}, {size} {'image' if size == 1 else 'images'}"


def share_columns(records: Sequence[Record]) -> dict[str, list[Any]]:
    """Return a row for each record and group: seconds, and the share of them all."""
    rows = []
    for one in records:
        seconds = one.by_group()
        whole = sum(seconds.values())
        rows += [
            (title_of(one.way, one.size), group, taken, taken / whole)
            for group, taken in seconds.items()
        ]
    names = ("step", "group", "seconds", "share")
    return dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))


def paint_shares(figure: Figure, data: Columns, theme: Theme) -> None:
    """Draw a bar a record, made of its groups."""
    axes = figure.subplots()
    titles = list(dict.fromkeys(data["step"]))
    filled = colours(theme)
    left = dict.fromkeys(titles, 0.0)
    for title, group, share in zip(
        data["step"], data["group"], data["share"], strict=True
    ):
        row = titles.index(title)
        axes.barh(
            row,
            share,
            left=left[title],
            color=filled[group],
            edgecolor=theme.quiet,
            linewidth=0.8,
            height=0.7,
            linestyle="--" if group == WAITING else "-",
        )
        if share > LEAST and group == WAITING:
            middle = left[title] + share / 2
            axes.text(middle, row, f"{share:.0%}", ha="center", va="center")
        left[title] += share
    axes.set_yticks(range(len(titles)), titles)
    axes.set_ylim(len(titles) - 0.4, -0.6)
    axes.set_xlim(0, 1)
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "25 %", "50 %", "75 %", "100 %"])
    axes.set_axisbelow(True)
    axes.grid(visible=False, axis="y")
    axes.tick_params(axis="y", length=0)
    legend(figure, theme)


def legend(figure: Figure, theme: Theme) -> None:
    """Explain the colours."""
    patches = [
        Patch(facecolor=colour, edgecolor=theme.quiet, label=group)
        for group, colour in colours(theme).items()
    ]
    figure.legend(handles=patches, loc="outside lower center", ncols=3, fontsize=9.5)


def shares(records: Sequence[Record]) -> Picture:
    """Draw what the time of a step is made of."""
    data = share_columns(records)
    said = "; ".join(
        f"{step}, {group}: {share:.0%}"
        for step, group, share in zip(
            data["step"], data["group"], data["share"], strict=True
        )
    )
    return draw(
        paint_shares,
        data,
        name="where-the-time-goes",
        alt=f"What a training step's time is made of, a bar for each way: {said}.",
        caption="Operations that run at once on two threads both count.",
        size=(7.6, 0.5 * len(records) + 1.5),
    )


def timeline_columns(records: Sequence[Record]) -> dict[str, list[Any]]:
    """Return a row for each operation of each record's typical step."""
    rows = []
    for one in records:
        step = one.typical
        rows += [
            (
                title_of(one.way, one.size),
                span.thread,
                span.name,
                group_of(span.name),
                span.start - step.start,
                span.end - step.start,
                step.seconds,
            )
            for span in one.of(step)
        ]
    names = ("step", "thread", "operation", "group", "start", "end", "whole")
    return dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))


def paint_timelines(figure: Figure, data: Columns, theme: Theme) -> None:
    """Draw a panel a record, a row a thread, a bar an operation."""
    titles = list(dict.fromkeys(data["step"]))
    panels = figure.subplots(len(titles), squeeze=False)[:, 0]
    filled = colours(theme)
    for axes, title in zip(panels, titles, strict=True):
        rows = [i for i, step in enumerate(data["step"]) if step == title]
        threads = sorted({data["thread"][i] for i in rows})
        for i in rows:
            start, end = data["start"][i] * 1e3, data["end"][i] * 1e3
            axes.broken_barh(
                [(start, end - start)],
                (threads.index(data["thread"][i]) - 0.36, 0.72),
                facecolor=filled[data["group"][i]],
                edgecolor=theme.quiet,
                linewidth=0.3,
            )
        axes.set_title(title)
        axes.set_axisbelow(True)
        axes.set_xlim(0, data["whole"][rows[0]] * 1e3)
        axes.set_yticks(range(len(threads)), threads)
        axes.set_ylim(len(threads) - 0.5, -0.5)
        axes.grid(visible=False, axis="y")
        axes.tick_params(axis="y", length=0)
    panels[-1].set_xlabel("milliseconds from the start of the step")
    legend(figure, theme)


def counted(number: int, thing: str) -> str:
    """Write how many there are: "1 thread", "2 threads"."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def timelines(records: Sequence[Record]) -> Picture:
    """Draw one step of each, from left to right."""
    said = "; ".join(
        f"{title_of(one.way, one.size)}: {len(one.of(one.typical))} operations in "
        f"{duration(one.typical.seconds)}, on "
        + counted(len({span.thread for span in one.of(one.typical)}), "thread")
        for one in records
    )
    return draw(
        paint_timelines,
        timeline_columns(records),
        name="a-step-in-time",
        alt="One training step of each way from left to right, a row for each thread "
        f"that starts operations, a bar for each operation. {said}.",
        caption="The step of median length; each panel has an axis of its own.",
        size=(7.6, 5.6),
    )


def table(records: Sequence[Record]) -> Table:
    """Say what the records say, in numbers."""
    rows = [
        (
            one.way,
            one.size,
            len(one.of(one.typical)),
            duration(one.typical.seconds),
            duration(one.unwatched),
            *(plain(1e3 * seconds, 2) for seconds in one.by_group().values()),
        )
        for one in records
    ]
    groups = [f"{group}, ms" for group in (*GROUPS, WAITING)]
    head = ["Step", "Images", "Operations", "Watched", "Unwatched"]
    return Table([*head, *groups], rows)


def longest(record: Record, count: int = 5) -> Table:
    """List the operations that take longest, by the framework's own names."""
    sums: dict[str, list[float]] = {}
    for span in record.operations:
        sums.setdefault(span.name, []).append(span.seconds)
    steps = len(record.steps)
    order = sorted(sums.items(), key=lambda item: -sum(item[1]))[:count]
    rows = [
        (
            f"`{short(name)}`",
            round(len(taken) / steps),
            plain(1e3 * sum(taken) / steps, 2),
        )
        for name, taken in order
    ]
    return Table(["Operation", "Times a step", "ms a step"], rows)


def short(name: str) -> str:
    """Drop what PyTorch's autograd puts before the name of an operation."""
    return name.removeprefix("autograd::engine::evaluate_function: ")
