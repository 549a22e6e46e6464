"""The ledger of claims: read, checked, and complained about all at once.

A claim is a table of a TOML file, named after the claim's id:

    [T1]
    page = "toy-problem"
    short = "an exponent is found by descent"
    said = "What was said, in one or two sentences of our own."
    then = "true"
    today = "holds"
    evidence = "What was run and what came of it, in one sentence."
    tests = ["tests/toy_problem/test_by_hand.py::test_a_side_finds_the_exponent"]

Nothing here knows of Sphinx, nor what the claims are about.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, get_type_hints

UNTESTABLE = "cannot be tested here"
THEN = ("true", "partly true", "untrue", UNTESTABLE)
TODAY = ("holds", "changed", "reversed", "was never so", UNTESTABLE)
# What contradicts itself, and why.
IMPOSSIBLE = {
    ("true", "was never so"): "what was true in 2017 has once been so",
    ("untrue", "holds"): "what was untrue in 2017 has nothing to hold on to",
    ("untrue", "reversed"): "what was untrue in 2017 cannot be turned round",
}
MOST_TESTS = 4
NODE_ID = re.compile(r"tests/(\w+/)*test_\w+\.py(::\w+)?::test_\w+")


class LedgerError(Exception):
    """A ledger cannot be used; the message has a line for each thing to mend."""


@dataclass(frozen=True)
class Claim:
    """One claim and what the book makes of it.

    Attributes:
        id: its name in the list of claims.
        page: the page that judges it, as Sphinx names it.
        short: the claim in a few words, for a line of a table.
        said: what was said, in one or two sentences.
        then: the verdict for its own time, one of THEN.
        today: the verdict for today, one of TODAY.
        evidence: what was run and found, in one sentence.
        tests: node ids, without parameters, of the tests that prove it.
    """

    id: str
    page: str
    short: str
    said: str
    then: str
    today: str
    evidence: str
    tests: tuple[str, ...]

    @property
    def testable(self) -> bool:
        """Say whether anything of it can be tested here."""
        return {self.then, self.today} != {UNTESTABLE}


FIELDS = tuple(field.name for field in fields(Claim) if field.name != "id")


def read(file: Path, ids: Iterable[str]) -> dict[str, Claim]:
    """Read a ledger that must hold exactly these claims.

    Args:
        file: the TOML file.
        ids: of every claim that there is, in the order that is wanted.

    Returns:
        The claims by id, in that order.

    Raises:
        LedgerError: it cannot be read, or something in it is not as it must be.
    """
    wanted = list(ids)
    tables = parse(file)
    problems = [*of_ids(tables, wanted), *of_tables(tables)]
    if problems:
        raise LedgerError("\n".join(f"{file.name}: {problem}" for problem in problems))
    return {name: claim(name, tables[name]) for name in wanted}


def parse(file: Path) -> dict[str, Any]:
    """Return what the file holds.

    Raises:
        LedgerError: there is no such file, or it is no TOML.
    """
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError as error:
        raise LedgerError(f"{file.name}: there is no such file in {file.parent}") from (
            error
        )
    except ValueError as error:
        # Also a claim that is there twice: TOML has every table once.
        raise LedgerError(f"{file.name}: this is no TOML: {error}") from error


def claim(name: str, table: Mapping[str, Any]) -> Claim:
    """Make a claim of a table that has been checked."""
    return Claim(id=name, **{**table, "tests": tuple(table["tests"])})


def of_ids(tables: Mapping[str, Any], wanted: list[str]) -> Iterator[str]:
    """Yield what is wrong with the set of claims."""
    twice = [name for name, count in Counter(wanted).items() if count > 1]
    for name in twice:
        yield f"[{name}]: the settings list this claim twice: name it in one chapter"
    for name in wanted:
        if name not in tables:
            yield f"[{name}] is missing: add a table with {', '.join(FIELDS)}"
    for name in tables:
        if name not in wanted:
            yield (
                f"[{name}] is no claim of 2017: those are {', '.join(wanted)}; "
                "mend the name or take the table out"
            )


def of_tables(tables: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong within each claim."""
    for name, table in tables.items():
        if not isinstance(table, dict):
            yield f"{name}: this is not a table: write [{name}] above its fields"
            continue
        for problem in of_table(table):
            yield f"[{name}] {problem}"


def of_table(table: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with one claim, field by field."""
    for key in table:
        if key not in FIELDS:
            yield f"{key}: there is no such field; there are {', '.join(FIELDS)}"
    wrong = [problem for key in FIELDS for problem in of_field(key, table)]
    yield from wrong
    if not wrong:
        yield from of_verdict(table)


def of_field(key: str, table: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with a field by itself."""
    if key not in table:
        yield f"{key}: it is missing: add it"
    elif get_type_hints(Claim)[key] is not str:
        yield from of_tests(table[key])
    elif not isinstance(table[key], str):
        yield f"{key}: this is not a text: put it in quotes"
    elif not table[key].strip():
        yield f"{key}: it is empty: say something"
    elif key in VOCABULARY and table[key] not in VOCABULARY[key]:
        yield f"{key}: {table[key]!r} is none of {', '.join(VOCABULARY[key])}"


VOCABULARY = {"then": THEN, "today": TODAY}


def of_tests(tests: object) -> Iterator[str]:
    """Yield what is wrong with a list of tests."""
    if not isinstance(tests, list) or not all(isinstance(t, str) for t in tests):
        yield 'tests: this is not a list of texts: write ["tests/...::test_..."]'
        return
    if len(tests) > MOST_TESTS:
        yield f"tests: {len(tests)} are over {MOST_TESTS}: keep those that prove it"
    for name, count in Counter(tests).items():
        if count > 1:
            yield f"tests: {name} is there {count} times: once is enough"
        if not NODE_ID.fullmatch(name):
            yield (
                f"tests: {name!r} is no test: write tests/x/test_y.py::test_z, "
                "without parameters"
            )


def of_verdict(table: Mapping[str, Any]) -> Iterator[str]:
    """Yield what does not go together."""
    verdict = table["then"], table["today"]
    if verdict in IMPOSSIBLE:
        yield (
            f"then, today: {verdict[0]!r} and {verdict[1]!r} contradict each other: "
            f"{IMPOSSIBLE[verdict]}"
        )
    if not table["tests"] and set(verdict) != {UNTESTABLE}:
        yield f"tests: there is none: name one, or say {UNTESTABLE!r} of both times"


def counts(claims: Iterable[Claim]) -> dict[tuple[str, str], int]:
    """Count the claims by verdict of then and of today, all combinations in order."""
    found = Counter((claim.then, claim.today) for claim in claims)
    return {(then, today): found[then, today] for then in THEN for today in TODAY}
