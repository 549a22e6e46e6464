"""Trainings with a failure in them, drawn against the clock."""

from collections.abc import Mapping

from matplotlib.figure import Figure

from spotdiff.data_parallelism.surviving import problem
from spotdiff.data_parallelism.surviving.runs import Run
from spotdiff.figures import Columns, Picture, Theme, draw, line_style
from spotdiff.tables import Table, duration


def rows(runs: Mapping[str, Run]) -> dict[str, list[object]]:
    """Return every step of every attempt, as columns."""
    table: dict[str, list[object]] = {
        name: [] for name in ("framework", "attempt", "step", "seconds", "loss")
    }
    for framework, run in runs.items():
        for attempt, notes in enumerate(problem.attempts(run.notes), 1):
            for note in notes:
                line = (
                    framework,
                    attempt,
                    note.step,
                    note.moment - run.killed,
                    note.loss,
                )
                for column, value in zip(table.values(), line, strict=True):
                    column.append(value)
    return table


def paint(figure: Figure, data: Columns, theme: Theme) -> None:
    """Draw a panel a framework: the attempts, and between them the failure."""
    names = list(dict.fromkeys(data["framework"]))
    panels = figure.subplots(1, len(names), sharey=True, squeeze=False)[0]
    lines = list(zip(*data.values(), strict=True))
    for axes, name in zip(panels, names, strict=True):
        for attempt in (1, 2):
            mine = [line for line in lines if line[:2] == (name, attempt)]
            seconds, losses = [line[3] for line in mine], [line[4] for line in mine]
            axes.plot(seconds, losses, **line_style(name, theme))
            axes.annotate(f"from step {mine[0][2]}", (seconds[0], losses[0] + 0.06))
        axes.axvline(0, color=theme.quiet, linewidth=1)
        axes.set(title=name, xlabel="seconds since the kill")
    panels[0].set_ylabel("loss")


def losses(runs: Mapping[str, Run]) -> Picture:
    """Draw the loss against the clock, across the failure."""
    return draw(
        paint,
        rows(runs),
        name="loss-across-the-failure",
        alt="Loss against seconds since one of two workers was killed, a panel for a "
        "framework. The first attempt falls until the kill; after a pause the second "
        "one begins at the loss of the last checkpoint and falls further.",
        caption="The second attempt begins at the last checkpoint, and repeats what "
        "came after it.",
        size=(7.6, 3.4),
    )


def table(runs: Mapping[str, Run]) -> Table:
    """Say what became of each training."""
    wanted = problem.undisturbed()
    lines = [
        (
            framework,
            "was still there" if run.survivor else "had ended",
            run.again,
            problem.attempts(run.notes)[0][-1].step + 1 - run.again,
            duration(run.pause),
            run.apart(wanted),
        )
        for framework, run in runs.items()
    ]
    head = ["Framework", "The other worker, soon after", "Resumed at step"]
    more = ["Steps done twice", "Pause", "Largest gap to the unbroken loss"]
    return Table(head + more, lines, digits=2)
