"""Lay two texts next to each other: the places that differ, and the lines between."""

from dataclasses import dataclass
from difflib import SequenceMatcher

# Lines of the one text and of the other, counted from 1; either may be none.
Place = tuple[range, range]


@dataclass(frozen=True)
class Stretch:
    """Lines of a text that stand together, and their counterpart in the other text.

    Attributes:
        here: the lines, counted from 1; none where only the other text has any.
        there: the lines of the other text in the same place, in the same way.
        number: which of the places that differ it is, counted from 1; 0 where both
            texts have the same lines.
    """

    here: range
    there: range
    number: int


def align(left: str, right: str) -> tuple[tuple[Stretch, ...], tuple[Stretch, ...]]:
    """Cut two texts into stretches, of which every other one differs.

    Blank lines alone make no difference: they belong to what is equal around them.
    """
    first, second = left.splitlines(), right.splitlines()
    last = (none_from(len(first) + 1), none_from(len(second) + 1))
    cut: list[tuple[Place, int]] = []
    before = (none_from(1), none_from(1))
    for number, place in enumerate([*places(first, second), last], 1):
        cut += [(between(before, place), 0), (place, number)]
        before = place
    shown = [(place, number) for place, number in cut if any(place)]
    return (
        tuple(Stretch(here, there, number) for (here, there), number in shown),
        tuple(Stretch(here, there, number) for (there, here), number in shown),
    )


def places(first: list[str], second: list[str]) -> list[Place]:
    """Return where two texts differ; places with only blank lines between are one."""
    found: list[Place] = []
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        place = trimmed(first, a, b), trimmed(second, c, d)
        if kind == "equal" or not any(place):
            continue
        if found and not trimmed(first, found[-1][0].stop - 1, place[0].start - 1):
            place = joined(found.pop(), place)
        found.append(place)
    return found


def trimmed(lines: list[str], start: int, stop: int) -> range:
    """Return the numbers of lines, without the blank ones at either end."""
    while start < stop and not lines[start].strip():
        start += 1
    while start < stop and not lines[stop - 1].strip():
        stop -= 1
    return range(start + 1, stop + 1)


def joined(one: Place, other: Place) -> Place:
    """Return what reaches from the begin of one place to the end of another."""
    (a, b), (c, d) = one, other
    return range(a.start, c.stop), range(b.start, d.stop)


def between(one: Place, other: Place) -> Place:
    """Return what stands between two places."""
    (a, b), (c, d) = one, other
    return range(a.stop, c.start), range(b.stop, d.start)


def none_from(line: int) -> range:
    """Return no lines, but where they would begin."""
    return range(line, line)
