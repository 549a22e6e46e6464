"""Groups of rows as the page shows them."""

from spotdiff.classifier.silent_differences.comparison import (
    SIDES,
    Compared,
    Group,
    Outcome,
    compare,
)
from spotdiff.classifier.silent_differences.groups import GROUPS
from spotdiff.classifier.silent_differences.rows import Row
from spotdiff.classifier.silent_differences.source import lines_of
from spotdiff.tables import Table, number

MOST_NUMBERS, DIGITS = 4, 3


def table(name: str) -> Table:
    """Run the rows of a group, and set each in three lines or four.

    Args:
        name: Of the group.

    Returns:
        For each row what it is about and how far the sides are apart; the line
        of each side, taken from the source, with what it gave; and the line
        that makes them equal. Two columns, so that a phone can show them.
    """
    group = GROUPS[name]
    lines = [line for row in group.rows for line in block(group, row)]
    return Table(["", "Line, and what it gives"], lines)


def block(group: Group, row: Row) -> list[tuple[str, str]]:
    """Return the lines of one row."""
    found = compare(group, row)
    lines = [("", f"[**{row.title}**]{{#{row.anchor}}}: {how_far(found)}")]
    for side in SIDES:
        line = code(group, row, side, cured=False)
        lines.append((side, f"{line}<br>{shown(found.written[side])}"))
    for side in group.cured_sides(row):
        line, gave = code(group, row, side, cured=True), shown(found.cured[side])
        close = f"apart by {size(found.apart_when_cured)}"
        lines.append((f"{side}, cured", f"{line}<br>{gave}, {close}"))
    return lines


def code(group: Group, row: Row, side: str, cured: bool) -> str:
    """Return what a side's function comes down to, one line under the other."""
    lines = lines_of(group.function(row, side), cured)
    return "<br>".join(f"`{line}`" for line in lines)


def how_far(found: Compared) -> str:
    """Say how far the sides are apart as written."""
    if found.apart is not None:
        return f"apart by {size(found.apart)}"
    refused = any(isinstance(found.written[side].value, str) for side in SIDES)
    return "one refuses" if refused else "of other sizes"


def size(difference: float | None) -> str:
    """Write a difference."""
    return "–" if difference is None else number(difference, DIGITS)


def shown(outcome: Outcome) -> str:
    """Write what a side gave: a few numbers, or its refusal."""
    if isinstance(outcome.value, str):
        return f"→ {outcome.value}"
    numbers = outcome.value.ravel().tolist()
    texts = [number(value, DIGITS) for value in numbers[:MOST_NUMBERS]]
    more = ["…"] if len(numbers) > MOST_NUMBERS else []
    return "→ " + ", ".join(texts + more) + (" (warns)" if outcome.warned else "")
