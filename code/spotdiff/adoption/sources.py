"""Numbers from elsewhere: each with its publisher, its date, and the day we read it."""

import math
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from spotdiff.tables import Table, plain

FILE = Path(__file__).with_name("sources.toml")
KINDS = ("papers", "repositories", "downloads", "developers", "stars")
# The unit of what was simply counted.
COUNT = "count"
TABLES = {"releases", "package", "figure", "remark", "missing"}
# A day, a month or a year.
DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


class SourcesError(ValueError):
    """The file of sources is not as it should be."""


@dataclass(frozen=True)
class Cited:
    """A number for each framework, as somebody else counted it.

    Attributes:
        id: Its name in the file.
        kind: What was counted, one of `KINDS`.
        says: The same in words.
        unit: What the numbers are in.
        pytorch: PyTorch's.
        tensorflow: TensorFlow's.
        of: The day, month or year that they are of.
        publisher: Who says so.
        url: Where.
        read: The day we read it.
        found: How we found it.
    """

    id: str
    kind: str
    says: str
    unit: str
    pytorch: float
    tensorflow: float
    of: str
    publisher: str
    url: str
    read: str
    found: str

    @property
    def ratio(self) -> float:
        """PyTorch's number for one of TensorFlow's."""
        return self.pytorch / self.tensorflow

    @property
    def day(self) -> date:
        """Where it stands on an axis: in the middle of its month or year."""
        year, month, day = (int(part) if part else 0 for part in parts(self.of))
        return date(year, month or 7, day or (15 if month else 1))


@dataclass(frozen=True)
class Remark:
    """A single fact, as somebody else has it on record.

    Attributes:
        id: Its name in the file.
        value: A number or a day, as text.
        says: What it is.
        publisher: Who says so.
        url: Where.
        read: The day we read it.
        found: How we found it.
    """

    id: str
    value: str
    says: str
    publisher: str
    url: str
    read: str
    found: str


@dataclass(frozen=True)
class Missing:
    """What we looked for and did not find.

    Attributes:
        what: What it was.
        why: What we found instead.
    """

    what: str
    why: str


@dataclass(frozen=True)
class Package:
    """A package of the article's time, and the models that it brought ready.

    Attributes:
        framework: Whose it is.
        file: Its name on the package index.
        uploaded: The day it came there.
        sha256: The digest of the file that was counted.
        models: How many functions in it return a model.
        modules: In how many modules they stand.
        read: The day we counted.
    """

    framework: str
    file: str
    uploaded: str
    sha256: str
    models: int
    modules: int
    read: str


Entry = TypeVar("Entry", Cited, Remark, Missing, Package)


@dataclass(frozen=True)
class Sources:
    """All of them.

    Attributes:
        releases: Where the release history comes from.
        cited: Numbers for both frameworks.
        remarks: Single facts, by id.
        packages: What was in packages of 2017.
        missing: What was not found.
    """

    releases: Mapping[str, str]
    cited: Sequence[Cited]
    remarks: Mapping[str, Remark]
    packages: Sequence[Package]
    missing: Sequence[Missing]


def parts(of: str) -> tuple[str | None, ...]:
    """Split a date into year, month and day; the last two may be absent.

    Raises:
        ValueError: It is none.
    """
    match = DATE.fullmatch(of)
    if match is None:
        raise ValueError(f"{of!r} is no date: write 2017, 2017-03 or 2017-03-14")
    return match.groups()


def read(file: Path = FILE) -> Sources:
    """Read the sources.

    Raises:
        SourcesError: Something is absent, misspelt or impossible; the message names
            the entry and what to do.
    """
    try:
        data = tomllib.loads(file.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise SourcesError(f"{file.name}: {error}") from error
    if set(data) != TABLES:
        raise SourcesError(
            f"{file.name}: it must have {sorted(TABLES)}, not {sorted(data)}"
        )
    cited = entries(Cited, data["figure"], file)
    remarks = entries(Remark, data["remark"], file)
    for one in cited:
        check(one, f"{file.name}, figure {one.id!r}")
    addresses = [(one.id, one.url) for one in cited]
    addresses += [(one.id, one.url) for one in remarks]
    for name, url in addresses:
        check_address(url, f"{file.name}, {name!r}")
    ids = [name for name, _ in addresses]
    twice = sorted({name for name in ids if ids.count(name) > 1})
    if twice:
        raise SourcesError(f"{file.name}: the id {twice[0]!r} is given twice")
    return Sources(
        releases=data["releases"],
        cited=cited,
        remarks={one.id: one for one in remarks},
        packages=entries(Package, data["package"], file),
        missing=entries(Missing, data["missing"], file),
    )


def entries(
    kind: type[Entry], given: Sequence[dict[str, Any]], file: Path
) -> list[Entry]:
    """Make objects of tables.

    Raises:
        SourcesError: One has other keys than the object has fields.
    """
    wanted = {field.name for field in fields(kind)}
    for number, table in enumerate(given, start=1):
        for key in sorted(wanted ^ set(table)):
            what = "lacks" if key in wanted else "has an unknown key"
            name = table.get("id") or table.get("file") or f"number {number}"
            raise SourcesError(
                f"{file.name}, {kind.__name__} {name!r}: it {what} {key!r}"
            )
    return [kind(**table) for table in given]


def check(one: Cited, where: str) -> None:
    """Refuse what cannot be right.

    Raises:
        SourcesError: A kind that is not known, a number that is none or not above
            zero, or a date that is none or later than its reading.
    """
    if one.kind not in KINDS:
        raise SourcesError(f"{where}: kind must be one of {KINDS}, not {one.kind!r}")
    for number in (one.pytorch, one.tensorflow):
        if not isinstance(number, int | float) or not 0 < number < math.inf:
            raise SourcesError(f"{where}: {number!r} is no number above zero")
    try:
        read_on, day = date.fromisoformat(one.read), one.day
    except ValueError as error:
        raise SourcesError(f"{where}: {error}") from error
    if day > read_on:
        raise SourcesError(f"{where}: it is of {one.of}, but was read on {one.read}")


def check_address(url: str, where: str) -> None:
    """Refuse an address that is none.

    Raises:
        SourcesError: It is not one of a page on the web.
    """
    address = urlsplit(url)
    if address.scheme != "https" or not address.netloc:
        raise SourcesError(f"{where}: the url must begin with https://, not {url!r}")


def by_id(cited: Sequence[Cited], name: str) -> Cited:
    """Return the number of that id.

    Raises:
        SourcesError: There is none.
    """
    for one in cited:
        if one.id == name:
            return one
    raise SourcesError(f"no figure {name!r}: there are {[one.id for one in cited]}")


def table(cited: Sequence[Cited]) -> Table:
    """List them, oldest first, each linked to where it was read."""
    rows = [
        (
            # A date is not to be broken over two lines.
            one.of.replace("-", "\u2011"),
            told(one),
            written(one.pytorch),
            written(one.tensorflow),
            f"[{one.publisher}]({one.url})",
        )
        for one in sorted(cited, key=lambda one: (one.day, one.kind))
    ]
    return Table(["Of", "What was counted", "PyTorch", "TensorFlow", "By whom"], rows)


def told(one: Cited) -> str:
    """Say what was counted, and in what if it was not simply counted."""
    text = f"{one.says[0].upper()}{one.says[1:]}"
    return text if one.unit == COUNT else f"{text}, {one.unit}"


def written(number: float) -> str:
    """Write a number as its source does: not rounded."""
    return plain(number) if isinstance(number, int) else str(number)


def not_found(missing: Sequence[Missing]) -> Table:
    """List what was not found."""
    return Table(["Looked for", "Found"], [(one.what, one.why) for one in missing])
