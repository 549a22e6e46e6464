"""The overview of all outcomes, and the messages themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from spotdiff.debugging.messages.mistakes import BY_NAME, MISTAKES, VARIANTS, Mistake
from spotdiff.debugging.messages.modes import MODES, outcome, outcomes
from spotdiff.debugging.messages.outcome import RAISES, SILENT, WARNS, WORKS, Outcome
from spotdiff.debugging.messages.score import RULES, score, typical
from spotdiff.tables import Table

# A message longer than this is shown by its first and its last lines: the way in
# stands at the top, and what is wrong at the bottom.
MOST, FIRST, LAST = 20, 4, 12

WHEN = {
    "build": "while the graph is built",
    "trace": "while it is traced",
    "run": "while it runs",
    "backward": "on the way back",
}


def scores(mode: str) -> list[int | None]:
    """Return the score of each of the ten mistakes in one mode."""
    found = outcomes()
    return [score_of(found[mistake.name][mode], mistake) for mistake in MISTAKES]


def score_of(found: Outcome | None, mistake: Mistake) -> int | None:
    """Return a score; None where there is no program, or nothing to say."""
    return None if found is None else score(found, mistake)


def medians() -> dict[str, float]:
    """Return each mode's median score, over the mistakes that do harm in it."""
    return {mode: typical(scores(mode)) for mode in MODES}


def cell(found: Outcome | None, mistake: Mistake) -> str | None:
    """Write one cell: what happened, and the score."""
    if found is None:
        return None
    points = score_of(found, mistake)
    return found.kind if points is None else f"{found.kind}, {points}"


def overview(mistakes: Sequence[Mistake] = MISTAKES) -> Table:
    """Set mistakes against modes; below the ten, the medians."""
    found = outcomes(mistakes)
    rows: list[list[object]] = [
        [mistake.title, *(cell(found[mistake.name][mode], mistake) for mode in MODES)]
        for mistake in mistakes
    ]
    if mistakes is MISTAKES:
        middle = [f"**{value:g}**" for value in medians().values()]
        rows.append(["**Median score**", *middle])
    return Table(["Mistake", *MODES], rows)


def variants() -> Table:
    """Set the variants against the modes."""
    return overview(VARIANTS)


def rules() -> Table:
    """Name the rules, each with its definition's first sentence."""
    rows = [
        [name, (rule.__doc__ or "").splitlines()[0]] for name, rule in RULES.items()
    ]
    return Table(["A point if it …", "That is"], rows)


def cut(text: str) -> str:
    """Return a text, its middle left out if it is longer than MOST lines."""
    lines = text.splitlines()
    if len(lines) <= MOST:
        return text
    gap = f"… {len(lines) - FIRST - LAST} more lines …"
    return "\n".join([*lines[:FIRST], gap, *lines[-LAST:]])


def headline(found: Outcome, points: int | None) -> str:
    """Say in a few words what happened, in HTML."""
    if found.kind == WORKS:
        return "works; there is nothing to say"
    if found.kind == SILENT:
        return "not a word, 0 points"
    what = f"{found.kind} <code>{escape(found.exception)}</code>"
    if found.kind == WARNS and found.exception == "log record":
        what = "writes to the log"
    many = "line" if found.lines == 1 else "lines"
    return (
        f"{what} {WHEN[found.stage]}, {found.lines} {many}, "
        f"{points} of {len(RULES)} points"
    )


@dataclass(frozen=True)
class Messages:
    """What is said of one mistake, mode by mode: what a cell ends in.

    Attributes:
        name: the mistake's.
        modes: which modes are shown.
        unfolded: whether the messages stand open.
    """

    name: str
    modes: Sequence[str] = tuple(MODES)
    unfolded: bool = False

    def _repr_html_(self) -> str:
        return "\n".join(map(self.block, self.modes))

    def block(self, mode: str) -> str:
        """Write one mode's block: a line, and what it folds away if anything."""
        found = outcome(self.name, mode)
        if found is None:
            return f"<p><b>{mode}</b>: has no such program</p>"
        points = score_of(found, BY_NAME[self.name])
        line = f"<b>{mode}</b>: {headline(found, points)}"
        if found.kind not in (RAISES, WARNS):
            return f"<p>{line}</p>"
        state = " open" if self.unfolded else ""
        text = escape(cut(found.text))
        return f"<details{state}><summary>{line}</summary><pre>{text}</pre></details>"
