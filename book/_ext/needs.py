"""What is asked of a framework: an old list, line by line, and the needs of today.

Both stand in one TOML file. A line of the old list says what it rested on and what
was found since; a need says whom the evidence favours, and why:

    [line.speed]
    of = "pytorch"
    said = "It is quick."
    rested = "On what it was said to rest."
    found = "What was run, and what came of it."
    then = "true"
    today = "changed"
    pages = ["speed#when-it-counts"]
    claims = ["S1"]
    tests = ["tests/speed/test_steps.py::test_a_step_is_quick"]

    [need.small-steps]
    topic = "How fast it runs"
    need = "Small steps"
    question = "My steps are small, and I run them line by line."
    favours = "either"
    reason = "Why, in one sentence."
    pages = ["speed#when-it-counts"]
    claims = []
    tests = ["tests/speed/test_steps.py::test_a_step_is_quick"]

Nothing here knows of Sphinx. Texts may be marked up as the pages are.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

import ledger
from ledger import NODE_ID, THEN, TODAY
from side_by_side import SIDES

EITHER, NEITHER, UNTESTED = "either", "neither", "untested"
FAVOURS = ("pytorch", "tensorflow", EITHER, NEITHER, UNTESTED)
# How a verdict on a need is told; a side has its own name.
NAMES = {
    **{side: SIDES[side] for side in FAVOURS[:2]},
    EITHER: "Either",
    NEITHER: "Neither",
    UNTESTED: "Not tested here",
}
OF = (*FAVOURS[:2], "both")
ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
PAGE = re.compile(r"[\w./-]+(#[\w-]+)?")


class NeedsError(Exception):
    """The file cannot be used; the message has a line for each thing to mend."""


@dataclass(frozen=True)
class Entry:
    """What a line and a need have in common.

    Attributes:
        id: a short name.
        pages: where this is shown: a page, with `#` and an anchor if need be.
        claims: ids of the claims that it draws on.
        tests: node ids, without parameters, of what pins it.
    """

    id: str
    pages: tuple[str, ...]
    claims: tuple[str, ...]
    tests: tuple[str, ...]


@dataclass(frozen=True)
class Line(Entry):
    """One line of the old list.

    Attributes:
        of: the side that it was to speak for, one of OF.
        said: the line, in a few words of our own.
        rested: what it rested on then.
        found: what was found since, in one or two sentences.
        then: the verdict for its own time, one of the ledger's.
        today: the verdict for today, one of the ledger's.
    """

    of: str
    said: str
    rested: str
    found: str
    then: str
    today: str


@dataclass(frozen=True)
class Need(Entry):
    """Something that may matter to a reader, with an id that goes into links.

    Attributes:
        topic: the heading that it stands under.
        need: what it is, in a few words.
        question: the same in a reader's words.
        favours: whom the evidence favours, one of FAVOURS.
        reason: why, in one sentence.
    """

    topic: str
    need: str
    question: str
    favours: str
    reason: str


@dataclass(frozen=True)
class Needs:
    """All that the file holds, by id and in its order."""

    lines: dict[str, Line]
    needs: dict[str, Need]

    def topics(self) -> dict[str, list[Need]]:
        """Return the needs under their headings, in the order of the file."""
        found: dict[str, list[Need]] = {}
        for need in self.needs.values():
            found.setdefault(need.topic, []).append(need)
        return found

    def favoured(self) -> dict[str, int]:
        """Count the needs by whom the evidence favours."""
        counted = Counter(need.favours for need in self.needs.values())
        return {side: counted[side] for side in FAVOURS}


Kind = TypeVar("Kind", bound=Entry)
KINDS: dict[str, type[Entry]] = {"line": Line, "need": Need}
VOCABULARY = {"of": OF, "favours": FAVOURS, "then": THEN, "today": TODAY}


def read(file: Path) -> Needs:
    """Read the file.

    Raises:
        NeedsError: it cannot be read, or something in it is not as it must be.
    """
    try:
        tables = ledger.parse(file)
    except ledger.LedgerError as error:
        raise NeedsError(str(error)) from error
    problems = list(of_file(tables))
    if problems:
        raise NeedsError("\n".join(f"{file.name}: {problem}" for problem in problems))
    return Needs(made(Line, tables["line"]), made(Need, tables["need"]))


def made(kind: type[Kind], tables: Mapping[str, Any]) -> dict[str, Kind]:
    """Make entries of tables that have been checked."""
    return {name: kind(id=name, **values(table)) for name, table in tables.items()}


def values(table: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of an entry, with lists that nobody can change."""
    return {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in table.items()
    }


def of_file(tables: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with the file."""
    for name in tables:
        if name not in KINDS:
            yield f"[{name}]: there are only [line.…] and [need.…]: rename it"
    for kind, entry in KINDS.items():
        if not isinstance(tables.get(kind), dict) or not tables[kind]:
            yield f"[{kind}.…]: there is none: add one"
            continue
        for name, table in tables[kind].items():
            for problem in of_entry(name, table, entry):
                yield f"[{kind}.{name}] {problem}"


def of_entry(name: str, table: object, kind: type[Entry]) -> Iterator[str]:
    """Yield what is wrong with one entry, field by field."""
    known = [field.name for field in fields(kind) if field.name != "id"]
    if not isinstance(table, dict):
        yield f"this is not a table: give it the fields {', '.join(known)}"
        return
    if not ID.fullmatch(name):
        yield "the name goes into links: write it in a-z, 0-9 and single hyphens"
    for key in table:
        if key not in known:
            yield f"{key}: there is no such field; there are {', '.join(known)}"
    for key in known:
        if key not in table:
            yield f"{key}: it is missing: add it"
        elif get_type_hints(kind)[key] is str:
            yield from of_text(key, table[key])
        else:
            yield from of_list(key, table[key])


def of_text(key: str, value: object) -> Iterator[str]:
    """Yield what is wrong with a text."""
    if not isinstance(value, str):
        yield f"{key}: this is not a text: put it in quotes"
    elif not value.strip():
        yield f"{key}: it is empty: say something"
    elif key in VOCABULARY and value not in VOCABULARY[key]:
        yield f"{key}: {value!r} is none of {', '.join(VOCABULARY[key])}"


def of_list(key: str, value: object) -> Iterator[str]:
    """Yield what is wrong with a list of texts."""
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        yield f'{key}: this is not a list of texts: write ["…", "…"]'
        return
    for one, count in Counter(value).items():
        if count > 1:
            yield f"{key}: {one} is there {count} times: once is enough"
        if key == "tests" and not NODE_ID.fullmatch(one):
            yield (
                f"tests: {one!r} is no test: write tests/x/test_y.py::test_z, "
                "without parameters"
            )
        if key == "pages" and not PAGE.fullmatch(one):
            yield f"pages: {one!r} is no page: write its name, or name#anchor"
    if key == "pages" and not value:
        yield "pages: there is none: name the page that shows it"
