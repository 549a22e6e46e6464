"""The chapter's tables of runs over many seeds."""

from collections.abc import Mapping, Sequence

from spotdiff.tables import Table, plain
from spotdiff.toy_problem.causes.experiment import Outcome, Summary
from spotdiff.toy_problem.settings import Setting

INTERVALS = {(0.0, 10.0): "0 to 10", (10.0, 11.0): "10 to 11"}
LOSS_NAMES = {
    "root_mean_square": "root of the mean",
    "root_sum_square": "root of the sum",
}


def settings_table(settings: Sequence[Setting]) -> Table:
    """Set the settings beside each other, one a column."""
    rows: dict[str, list[object]] = {
        "points": [setting.n for setting in settings],
        "x from": [INTERVALS[setting.low, setting.high] for setting in settings],
        "loss": [LOSS_NAMES[setting.loss] for setting in settings],
        "learning rate": [f"{setting.learning_rate:.0e}" for setting in settings],
        "momentum": [str(setting.momentum) for setting in settings],
        "iterations": [setting.steps for setting in settings],
    }
    names = [setting.name for setting in settings]
    return Table(["", *names], [[row, *cells] for row, cells in rows.items()])


def spread(summary: Summary) -> str:
    """Write a summary as "94 (84 to 109)", or say that no run arrived."""
    if not summary.share:
        return "never"
    median, low, high = (
        f"{value:.0f}" for value in (summary.median, summary.low, summary.high)
    )
    rest = "" if summary.share == 1 else f", {summary.share:.0%} of the runs"
    return f"{median} ({low} to {high}){rest}"


def outcomes_table(by_framework: Mapping[str, Sequence[Outcome]]) -> Table:
    """Set the frameworks' outcomes under each other, listing by listing."""
    rows = [
        (
            outcome.setting.name,
            framework,
            spread(outcome.tenth),
            spread(outcome.hundredth),
            plain(outcome.final[1], 5),
        )
        for group in zip(*by_framework.values(), strict=True)
        for framework, outcome in zip(by_framework, group, strict=True)
    ]
    head = ["Listing", "Run in", "Within 0.1 after", "Within 0.01 after", "Last φ"]
    return Table(head, rows)


def factorial_rows(
    outcomes: Sequence[Outcome],
) -> list[tuple[str, float, float, float]]:
    """Label the four combinations of the two causes, for the figure."""
    return [
        (
            f"{LOSS_NAMES[outcome.setting.loss]}, x from "
            f"{INTERVALS[outcome.setting.low, outcome.setting.high]}",
            outcome.hundredth.median,
            outcome.hundredth.low,
            outcome.hundredth.high,
        )
        for outcome in outcomes
    ]
