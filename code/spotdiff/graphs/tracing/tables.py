"""What was traced, kept and followed, as the page shows it."""

from collections.abc import Callable, Iterable, Mapping
from types import ModuleType

from spotdiff.graphs.tracing.changes import TRACERS, Change, Outcome, outcome
from spotdiff.graphs.tracing.cures import tensorflow_side
from spotdiff.graphs.tracing.cures.scenes import CURES, SIDES, Cure
from spotdiff.graphs.tracing.modes import (
    FOLLOWS,
    KEPT,
    REFUSED,
    STRAYS,
    TRACED,
    Answers,
    Walked,
    ask,
    walk,
)
from spotdiff.graphs.tracing.source import line_of
from spotdiff.graphs.tracing.storms import KINDS, Counted, counted
from spotdiff.graphs.tracing.torch_reports import Break
from spotdiff.graphs.tracing.traps import UNREPEATABLE, Scene
from spotdiff.tables import Table

# What a reader has to know of: these are set in bold.
WRONG = (KEPT, REFUSED, STRAYS)


def storms(found: Iterable[Counted]) -> Table:
    """Set the traces of twelve calls, kind by kind."""
    rows = [
        (
            f"**{kind.new}**" if kind.new else "",
            kind.written,
            one.tensorflow,
            f"{one.torch}" + (f", then {one.outside} in Python" if one.outside else ""),
        )
        for kind, one in zip(KINDS, found, strict=True)
    ]
    head = ["Each call brings", "Written to help", "tf.function", "torch.compile"]
    return Table(head, rows)


def all_storms() -> list[Counted]:
    """Make all calls of all kinds."""
    return [counted(kind) for kind in KINDS]


def outcomes(kinds: Iterable[Change]) -> list[dict[str, Outcome]]:
    """Make changes, each with both tracers."""
    return [{tracer: outcome(kind, tracer) for tracer in TRACERS} for kind in kinds]


def changes(
    kinds: Iterable[Change], found: Iterable[dict[str, Outcome]] | None = None
) -> Table:
    """Set what both tracers made of changes.

    Args:
        kinds: The changes.
        found: What came of them; they are made if it is left out.
    """
    kinds = list(kinds)
    rows = [
        (kind.title, *map(told, by_tracer.values()))
        for kind, by_tracer in zip(kinds, found or outcomes(kinds), strict=True)
    ]
    return Table(["New", *TRACERS], rows)


def told(found: Outcome) -> str:
    """Say what a tracer made of a change."""
    if found.stale:
        return f"**stale: {found.value:.2g}** for {found.expected:.2g}"
    if not found.traced:
        return "right, no new trace"
    return f"traced again: `{found.causes[-1]}`"


def breaks(found: Iterable[Break]) -> Table:
    """Set where a graph was left, and why."""
    rows = [(f"`{one.line}`", one.reason) for one in found]
    return Table(["Line", "Why the graph ends here"], rows)


Trap = Callable[[], Scene]


def walks(kinds: Iterable[Trap]) -> dict[Trap, Walked]:
    """Walk into traps, in every traced mode."""
    return {kind: walk(kind) for kind in kinds}


def wrong(found: Mapping[Trap, Walked]) -> dict[str, list[Trap]]:
    """List by mode the traps that did not end as in Python."""
    return {
        mode: [trap for trap, one in found.items() if one.verdicts[mode] in WRONG]
        for mode in TRACED
    }


def warned(found: Mapping[Trap, Walked], mode: str) -> list[Trap]:
    """List the traps that a mode warned of, among those it fell into."""
    return [trap for trap in wrong(found)[mode] if found[trap].answers[mode].warned]


def traps(found: Mapping[Trap, Walked]) -> Table:
    """Set what came of traps."""
    rows = [row(trap, one) for trap, one in found.items()]
    return Table(["Line", "Python", *TRACED], rows)


def row(trap: Trap, found: Walked) -> tuple[str, ...]:
    """Set one trap."""
    fresh = trap in UNREPEATABLE
    cells = [shown(found.verdicts[name], found.answers[name], fresh) for name in TRACED]
    python = "always new" if fresh else values(found.truth)
    return (f"{trap.__doc__}<br>`{line_of(trap, within=True)}`", python, *cells)


def shown(verdict: str, answers: Answers, fresh: bool) -> str:
    """Write a verdict, with the values where Python's cannot be foretold from it."""
    word = f"**{verdict}**" if verdict in WRONG else verdict
    wrong = verdict in (KEPT, STRAYS) and not fresh
    return word + (f": {values(answers)}" if wrong else "")


def values(answers: Answers) -> str:
    """Write two answers."""
    return ", ".join(f"{value:.3g}" for value in answers.values)


def cures() -> Table:
    """Try every cure in every mode of its framework."""
    rows = []
    for cure in CURES:
        for side, modes in SIDES.items():
            trials = [cured(cure, side, mode) for mode in modes]
            title = f"**{cure.title}**" if side is tensorflow_side else ""
            line = f"`{line_of(cure.line(side))}`"
            rows.append((title, line, "<br>".join(trials)))
    return Table(["For", "Line", "Two calls"], rows)


def cured(cure: Cure, side: ModuleType, mode: str) -> str:
    """Write what a cure answers in a mode."""
    found = ask(lambda: cure.scene(side), TRACED[mode])
    first, second = found.values
    return f"{mode} {KEPT if first == second else FOLLOWS}: {values(found)}"
