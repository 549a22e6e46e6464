"""Both family trees: what began when, out of what, and whose it was."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

FILE = Path(__file__).with_name("family.toml")
SIDES = ("PyTorch", "both", "TensorFlow")
KINDS = ("code", "ideas", "runs on")
DATE = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")

Item = TypeVar("Item", "Project", "Event", "Kinship")


class FamilyError(ValueError):
    """An entry of the file is not as it should be; the message says which, and why."""


@dataclass(frozen=True)
class Project:
    """A row of the drawing.

    Attributes:
        id: what events and kinships call it.
        name: its name.
        owner: who made it.
        side: one of SIDES: in whose family it is.
        lost: whether nothing was found of its later days.
    """

    id: str
    name: str
    owner: str
    side: str
    lost: bool = False


@dataclass(frozen=True)
class Event:
    """Something that happened to a project.

    Attributes:
        date: a day, a month or a year, as exact as the source.
        project: whose event it is.
        what: one sentence.
        source: where it is said.
        read: the day on which the source was read.
        dated: where the day is from, if not from the source.
        label: what stands in the drawing; may be empty.
        owner: whether it changed whose the project is.
        last: whether the project ended with it.
        after: whether it came after that end.
    """

    date: str
    project: str
    what: str
    source: str
    read: str
    dated: str = ""
    label: str = ""
    owner: bool = False
    last: bool = False
    after: bool = False


@dataclass(frozen=True)
class Kinship:
    """What a project has from another.

    Attributes:
        parent: the project that gave.
        child: the project that took.
        date: when.
        kind: one of KINDS.
        what: one sentence.
        source: where it is said.
        read: the day on which the source was read.
    """

    parent: str
    child: str
    date: str
    kind: str
    what: str
    source: str
    read: str


@dataclass(frozen=True)
class Family:
    """All of it.

    Attributes:
        projects: by their ids, in the order of the rows.
        events: in the order of their dates.
        kinships: as they stand in the file.
    """

    projects: Mapping[str, Project]
    events: tuple[Event, ...]
    kinships: tuple[Kinship, ...]

    def of(self, project: str) -> list[Event]:
        """Return the events of a project, in the order of their dates."""
        return [event for event in self.events if event.project == project]

    def span(self, project: str) -> tuple[float, float | None]:
        """Return when a project began and ended, in years; None if it has not.

        One that is lost is followed as far as anything is known of it.
        """
        events = self.of(project)
        ends = [year(event.date) for event in events if event.last]
        if self.projects[project].lost:
            given = [kin.date for kin in self.kinships if kin.parent == project]
            ends = [max(map(year, [*given, *(event.date for event in events)]))]
        return year(events[0].date), next(iter(ends), None)


def year(text: str) -> float:
    """Return a date as a number of years.

    Args:
        text: "2017-01-19", "2012-12" or "2016"; what is known only to the month or
            the year stands in its middle.

    Returns:
        2017.05, and so on.

    Raises:
        ValueError: this is no date.
    """
    found = DATE.fullmatch(text)
    if not found:
        raise ValueError(f"{text!r} is no date: write 2017-01-19, 2017-01 or 2017")
    number, month, day = (int(part) if part else None for part in found.groups())
    if number is None or month is None:
        return int(found[1]) + 0.5
    start = date(number, month, day or 15)
    return number + (start - date(number, 1, 1)).days / 365.25


def load(file: Path = FILE) -> Family:
    """Read the family, and check every entry.

    Args:
        file: a TOML file of projects, events and kinships.

    Returns:
        The family.

    Raises:
        FamilyError: an entry is incomplete, unknown or impossible.
    """
    text = tomllib.loads(file.read_text("utf-8"))
    for key in text.keys() - {"project", "event", "kinship"}:
        raise FamilyError(f"{file.name}: [[{key}]] is none of its tables")
    projects = {item.id: item for item in items(Project, text, "project", file)}
    events = sorted(items(Event, text, "event", file), key=lambda e: year(e.date))
    kinships = tuple(items(Kinship, text, "kinship", file))
    if len(projects) < len(text.get("project", [])):
        raise FamilyError(f"{file.name}: two projects have one id; give each its own")
    family = Family(projects, tuple(events), kinships)
    for fault in faults(family):
        raise FamilyError(f"{file.name}: {fault}")
    return family


def items(
    kind: type[Item], text: Mapping[str, Any], table: str, file: Path
) -> Iterator[Item]:
    """Yield the entries of one table; see `load`."""
    known = {field.name: field for field in fields(kind)}
    needed = {name for name, field in known.items() if field.default is MISSING}
    for number, entry in enumerate(text.get(table, []), start=1):
        where = f"{file.name}: [[{table}]] number {number}"
        for name in sorted(entry.keys() - known.keys()):
            raise FamilyError(f"{where} has a key {name!r}; known are {sorted(known)}")
        for name in sorted(needed - entry.keys()):
            raise FamilyError(f"{where} has no {name!r}: add it")
        for name in ("date", "read"):
            if name in entry:
                checked_date(entry[name], f"{where}: {name}")
        yield kind(**entry)


def checked_date(text: str, where: str) -> None:
    """Refuse what is no date; see `load`."""
    try:
        year(text)
    except ValueError as error:
        raise FamilyError(f"{where}: {error}") from error


def faults(family: Family) -> Iterator[str]:
    """Yield what is wrong between the entries, and what to do."""
    for event in family.events:
        yield from faults_of(event, [event.project], family)
    for kinship in family.kinships:
        yield from faults_of(kinship, [kinship.parent, kinship.child], family)
        if kinship.kind not in KINDS:
            yield f"{kinship.what!r}: kind {kinship.kind!r} is none of {KINDS}"
    for project in family.projects.values():
        if project.side not in SIDES:
            yield f"{project.id}: side {project.side!r} is none of {SIDES}"
        if not family.of(project.id):
            yield f"{project.id} has no event: it needs one to begin with"
    for event in family.events:
        end = family.span(event.project)[1]
        if (end is not None and year(event.date) > end) != event.after:
            yield f"{event.what!r} is after its project's end: say so, or mend the date"


def faults_of(
    entry: Event | Kinship, projects: list[str], family: Family
) -> Iterator[str]:
    """Yield what is wrong with one event or kinship."""
    for project in projects:
        if project not in family.projects:
            yield f"{entry.what!r} names {project!r}, which is no project: add it"
    for address in (entry.source, getattr(entry, "dated", "")):
        parts = urlsplit(address)
        if address and (parts.scheme != "https" or not parts.netloc or parts.query):
            yield f"{entry.what!r}: {address!r} is no plain https address"
    if year(entry.read) < year(entry.date):
        yield f"{entry.what!r}: read on {entry.read}, before it happened"
