"""Licences: of what the site carries, and of the packages it is built with.

    ```{licences} site
    ```

lists what is in the site's folder and was made by others, from `book/carried.toml`;
`{licences} python` lists the packages of the environment, and `{licences} node` those
of the lock files of npm, as the packages themselves state it.
"""

import json
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from provenance import table

LONGEST = 60  # characters: what is longer is a licence's text, not its name
PREFIX = "License :: "
NOT_STATED = "not stated in the lock file"


class LicenceError(ValueError):
    """A package does not say what may be done with it."""


@dataclass(frozen=True, order=True)
class Licensed:
    """Something of others.

    Attributes:
        name: what it is called.
        version: its release; empty where the licence holds for every one.
        licence: the name of the licence.
    """

    name: str
    version: str
    licence: str


def carried(file: Path) -> list[Licensed]:
    """Return what the site carries, as a file lists it.

    Raises:
        LicenceError: an entry is not complete.
    """
    entries = tomllib.loads(file.read_text("utf-8"))
    found = []
    for name, entry in entries.items():
        if set(entry) != {"files", "licence", "holder"}:
            raise LicenceError(f"{file.name}: {name} needs files, licence and holder")
        holder = f"{entry['licence']}, © {entry['holder']}"
        found.append(Licensed(name, "", holder))
    return found


def python_packages(here: Iterable[metadata.Distribution]) -> list[Licensed]:
    """Return the packages of an environment, ours left out.

    Raises:
        LicenceError: one states no licence and has none among its files.
    """
    found = {
        Licensed(each.metadata["Name"], each.version, licence_of(each)) for each in here
    }
    return sorted(found, key=lambda each: each.name.lower())


def licence_of(package: metadata.Distribution) -> str:
    """Return the name of a package's licence, from the most exact source there is."""
    about = package.metadata.json
    if exact := about.get("license_expression"):
        return str(exact)
    classes = [
        entry.removeprefix(PREFIX).removeprefix("OSI Approved :: ")
        for entry in about.get("classifier", [])
        if entry.startswith(PREFIX) and entry != f"{PREFIX}OSI Approved"
    ]
    stated = first_line(str(about.get("license", "")))
    # Some put the whole text where the name belongs.
    if classes or (stated and len(stated) <= LONGEST):
        return " and ".join(classes) or stated
    return from_file(package)


def from_file(package: metadata.Distribution) -> str:
    """Return the first line of the licence that a package brings along.

    Raises:
        LicenceError: it brings none.
    """
    for file in package.files or []:
        if file.name.upper().startswith(("LICENSE", "LICENCE", "COPYING")):
            return f"its file begins: {first_line(file.read_text('utf-8'))}"
    name = package.metadata["Name"]
    raise LicenceError(f"{name} states no licence: do not use it, or ask its authors")


def first_line(text: str) -> str:
    """Return the first line of a text that says something."""
    lines = (line.strip() for line in text.splitlines())
    return next(filter(None, lines), "")


def node_packages(locks: Iterable[Path]) -> list[Licensed]:
    """Return the packages of lock files of npm; the oldest state no licence there."""
    found = set()
    for lock in locks:
        for place, entry in json.loads(lock.read_text("utf-8"))["packages"].items():
            if not place:
                continue  # ours
            name = place.rpartition("node_modules/")[2]
            licence = entry.get("license", NOT_STATED)
            found.add(Licensed(name, entry["version"], licence))
    return sorted(found)


class Licences(SphinxDirective):
    """A table of licences."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Build the table."""
        try:
            return [listed(self.asked(self.arguments[0]))]
        except LicenceError as error:
            raise self.error(f"licences: {error}") from error

    def asked(self, kind: str) -> Iterable[Licensed]:
        """Return what the argument asks for."""
        root = Path(self.env.app.confdir)
        if kind == "site":
            file = root / self.config.carried_file
            self.env.note_dependency(str(file))
            return carried(file)
        if kind == "python":
            self.env.note_dependency(str(root / self.config.live_lock))
            others = (
                each
                for each in metadata.distributions()
                if each.metadata["Name"] != self.config.own_package
            )
            return python_packages(others)
        if kind == "node":
            locks = sorted(lock_files(root))
            for lock in locks:
                self.env.note_dependency(str(lock))
            return node_packages(locks)
        raise LicenceError(f"{kind!r} is none of site, python and node")


def lock_files(root: Path) -> Iterator[Path]:
    """Yield the lock files of npm."""
    for place in ("code", "tests"):
        yield from (root / place).rglob("package-lock.json")


def listed(found: Iterable[Licensed]) -> nodes.table:
    """Build a table of three columns, or two where nothing has a version."""
    several = list(found)
    if any(each.version for each in several):
        rows = [[each.name, each.version, each.licence] for each in several]
        return table(["Name", "Version", "Licence"], rows)
    return table(["Name", "Licence"], [[each.name, each.licence] for each in several])


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive and where it finds things."""
    app.add_config_value("carried_file", "book/carried.toml", "env", str)
    app.add_config_value("own_package", "", "env", str)
    app.add_directive("licences", Licences)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
