"""What the page shows: how every row ended, and an overview."""

import json
import re

from spotdiff.dictionary.comparison import SIDES, Compared, compare
from spotdiff.dictionary.rows import Row
from spotdiff.dictionary.topics import TOPICS
from spotdiff.tables import Table, plain

Results = dict[str, dict[str, Compared]]
DIGITS = 2


def run() -> Results:
    """Run every row on both sides, and return what they gave, by topic and name.

    Raises:
        RowError: A row is not as the dictionary says.
    """
    return {
        topic.name: {name: compare(topic, name) for name in topic.rows}
        for topic in TOPICS
    }


def overview(results: Results) -> Table:
    """Count how the rows of each topic ended, and how far equal ones are apart."""
    lines = []
    for topic in TOPICS:
        found = results[topic.name]
        ends = [end(row) for row in topic.rows.values()]
        apart = [
            found[name].apart or 0.0
            for name, row in topic.rows.items()
            if end(row) == "equal"
        ]
        counts = [ends.count(kind) for kind in ("equal", "differs", "chance")]
        largest = plain(max(apart), DIGITS) if apart else None
        lines.append([link(topic.title), len(ends), *counts, largest])
    return Table(
        [
            "Topic",
            "Rows",
            "Equal",
            "Differ",
            "By chance",
            "Largest difference of equals",
        ],
        lines,
    )


def link(title: str) -> str:
    """Return a link to the section of a topic."""
    slug = re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")
    return f"[{title}](#{slug})"


def total(ended: str = "") -> int:
    """Count the rows, or those that ended in one way."""
    rows = [row for topic in TOPICS for row in topic.rows.values()]
    return sum(not ended or end(row) == ended for row in rows)


def published(results: Results) -> str:
    """Return how every row ended, as the directive wants it: in JSON."""
    found = {
        topic.name: {
            name: {
                "ended": end(row),
                "note": note(row, results[topic.name][name]),
            }
            for name, row in topic.rows.items()
        }
        for topic in TOPICS
    }
    return json.dumps(found, ensure_ascii=False)


def end(row: Row) -> str:
    """Return how a row that was compared ended."""
    return "differs" if row.differs else "chance" if row.chance else "equal"


def note(row: Row, found: Compared) -> str:
    """Say in Markdown how a row ended."""
    if row.chance:
        return "Each its own; range and mean are the same."
    return f"{how_far(row, found)}{types(found)}."


def how_far(row: Row, found: Compared) -> str:
    """Say how far the sides are apart, and if they shall be, why."""
    size = plain(found.apart, DIGITS) if found.apart and is_measured(found) else ""
    if row.differs:
        return row.differs + (f"; apart by {size}" if size else "")
    return f"Equal within {size}" if size else "Equal"


def is_measured(found: Compared) -> bool:
    """Tell whether a distance says anything: between whole numbers, it does not."""
    left, right = found.types
    return any(name.startswith("float") for name in (*left, *right))


def types(found: Compared) -> str:
    """Say which types the sides gave, where both gave some and not the same."""
    if not all(found.types) or found.types[0] == found.types[1]:
        return ""
    names = (
        f"{'/'.join(kinds)} in {side}"
        for side, kinds in zip(SIDES, found.types, strict=True)
    )
    return "; " + ", ".join(names)
