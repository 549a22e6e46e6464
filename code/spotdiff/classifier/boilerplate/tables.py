"""The chapter's tables of how much code every level takes, and for what."""

from collections.abc import Sequence

from spotdiff.classifier.boilerplate.levels import Level
from spotdiff.classifier.boilerplate.rules import DECISIONS
from spotdiff.tables import Table


def counts(levels: Sequence[Level]) -> Table:
    """Count what every level asks for, and what it gives."""
    rows = [
        (
            level.framework,
            level.name,
            level.lines,
            len(level.names),
            len(level.in_mind),
            len(level.control),
        )
        for level in levels
    ]
    head = ["Framework", "Level", "Lines", "Names", "In mind", "Under control"]
    return Table(head, rows)


def left_out(levels: Sequence[Level]) -> Table:
    """Name the decisions that every level leaves to the framework."""
    rows = [
        (
            level.framework,
            level.name,
            ", ".join(name for name in DECISIONS if name not in level.control) or None,
        )
        for level in levels
    ]
    return Table(["Framework", "Level", "Left to the framework"], rows)
