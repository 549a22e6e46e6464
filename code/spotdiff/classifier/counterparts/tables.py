"""The counterparts in tables: how many of each kind, and which."""

from collections.abc import Iterable, Mapping, Sequence

from spotdiff.classifier.counterparts.kinds import KINDS, ONE, Entry, named
from spotdiff.tables import Table


def counts(catalogues: Mapping[str, Sequence[Entry]]) -> Table:
    """Count each kind in each catalogue; a kind that nobody has is left out.

    Args:
        catalogues: What was found, by a heading.
    """
    rows = [
        (kind, *(len(named(found, kind)) or None for found in catalogues.values()))
        for kind in KINDS
        if any(named(found, kind) for found in catalogues.values())
    ]
    total = ("all", *(len(found) for found in catalogues.values()))
    return Table(["Counterpart", *catalogues], [*rows, total])


def exceptions(found: Sequence[Entry]) -> Table:
    """List what has no counterpart of one function, by kind, with what is there."""
    rows = [
        (kind, listing(entry for entry in found if entry.kind == kind))
        for kind in KINDS
        if kind not in ONE and named(found, kind)
    ]
    return Table(["Instead", "Which"], rows)


def names(heading: str, found: Iterable[str]) -> Table:
    """List names, one after another, under a heading."""
    return Table([heading], [(", ".join(f"`{name}`" for name in found),)])


def listing(found: Iterable[Entry]) -> str:
    """Write entries one after another, each with its functions if they are few."""
    return ", ".join(
        f"`{entry.name}` (`{'`, `'.join(entry.functions)}`)"
        if 0 < len(entry.functions) <= 4
        else f"`{entry.name}`"
        for entry in found
    )


def everything(found: Sequence[Entry], heading: str) -> Table:
    """List every entry with its kind, its functions and the difference in numbers."""
    rows = [
        (entry.name, entry.kind, ", ".join(entry.functions), entry.difference)
        for entry in found
    ]
    return Table([heading, "Counterpart", "Functions", "Difference"], rows)
