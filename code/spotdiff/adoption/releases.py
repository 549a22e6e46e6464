"""The release history of both ecosystems, as the package index tells it."""

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from statistics import median

from packaging.version import InvalidVersion, Version

from spotdiff.tables import Table

FILE = Path(__file__).with_name("releases.csv")
COLUMNS = ["package", "version", "first_upload", "largest_file_bytes"]
# The package that a framework is installed by.
PACKAGES = {"PyTorch": "torch", "TensorFlow": "tensorflow"}


class ReleasesError(ValueError):
    """The file of releases is not as it should be."""


@dataclass(frozen=True)
class Release:
    """A version on the index.

    Attributes:
        package: Its name there.
        version: Its version.
        day: When its first file was uploaded.
        size: Bytes of its largest file.
    """

    package: str
    version: Version
    day: date
    size: int

    @property
    def final(self) -> bool:
        """It is neither a pre-release nor a mere repackaging."""
        return not self.version.is_prerelease and not self.version.is_postrelease

    @cached_property
    def series(self) -> tuple[int, int]:
        """Its first two numbers: what changes with new features."""
        return self.version.major, self.version.minor


def read(file: Path = FILE) -> list[Release]:
    """Read the releases, in the order of their days.

    Raises:
        ReleasesError: The file has other columns, or a line is not a release; the
            message names the line and what to do.
    """
    with file.open(newline="", encoding="utf-8") as lines:
        rows = csv.DictReader(lines)
        if rows.fieldnames != COLUMNS:
            raise ReleasesError(
                f"{file.name}: the first line must be {','.join(COLUMNS)}, "
                f"not {rows.fieldnames}"
            )
        releases = [release(row, f"{file.name}:{rows.line_num}") for row in rows]
    return sorted(releases, key=lambda one: (one.day, one.package, one.version))


def release(row: Mapping[str, str | None], where: str) -> Release:
    """Make a release of a line.

    Raises:
        ReleasesError: It is not one.
    """
    package, version, day, size = (row[name] or "" for name in COLUMNS)
    try:
        made = Release(package, Version(version), date.fromisoformat(day), int(size))
    except (InvalidVersion, ValueError) as error:
        raise ReleasesError(
            f"{where}: {error}; write a version, a day as 2017-02-15, and bytes"
        ) from error
    if not package or made.size <= 0:
        raise ReleasesError(f"{where}: a release needs a package and some bytes")
    return made


def of_package(releases: Sequence[Release], package: str) -> list[Release]:
    """Return a package's releases.

    Raises:
        ReleasesError: There is none.
    """
    found = [one for one in releases if one.package == package]
    if not found:
        known = ", ".join(sorted({one.package for one in releases}))
        raise ReleasesError(f"no release of {package!r}: the file has {known}")
    return found


def features(releases: Sequence[Release]) -> list[Release]:
    """Return the releases with new features: the first final one of each series."""
    first: dict[tuple[int, int], Release] = {}
    for one in releases:
        if one.final:
            first.setdefault(one.series, one)
    return list(first.values())


def days_between(releases: Sequence[Release], since: date, until: date) -> float:
    """Return the median of days from one feature release to the next.

    Args:
        releases: Of one package.
        since: Only those that came on that day or later, the first included.
        until: Only those that came before that day.
    """
    days = [one.day for one in features(releases) if since <= one.day < until]
    return median((after - before).days for before, after in pairwise(days))


def a_year(releases: Sequence[Release]) -> Table:
    """Count a year's releases: new features, mendings, and those to be tried."""
    counts: dict[str, Counter[int]] = {}
    for framework, package in PACKAGES.items():
        mine = of_package(releases, package)
        new = features(mine)
        kinds = {
            "new": new,
            "mended": [one for one in mine if one.final and one not in new],
            "to try": [one for one in mine if one.version.is_prerelease],
        }
        for kind, ones in kinds.items():
            counts[f"{framework}, {kind}"] = Counter(one.day.year for one in ones)
    years = sorted({year for count in counts.values() for year in count})
    rows = [[str(year), *(one[year] for one in counts.values())] for year in years]
    return Table(["Year", *counts], rows)


def of_2017(releases: Sequence[Release]) -> Table:
    """List what the index has of the article's year."""
    rows = []
    for package in ("tensorflow", "keras", "torch", "torchvision"):
        mine = [
            one
            for one in of_package(releases, package)
            if one.day.year == 2017 and one.final
        ]
        names = ", ".join(str(one.version) for one in mine) or "none on the index"
        rows.append((f"`{package}`", len(mine), names))
    return Table(["Package", "Releases in 2017", "Versions"], rows)
