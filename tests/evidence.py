"""After a full run: did every test that a claim rests on run, and pass?

A test that is named in the ledger may be renamed, left out or skipped, and nobody
would notice. So a run of all tests fails at its end unless each of them has passed.
A run of some says nothing. Where a tool is missing, its tests are skipped; that is
told, and fails the run only where nothing may be missing, which is in CI.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

import ledger

BOOK_LEDGER = Path(__file__).parents[1] / "book" / "claims.toml"
# What makes a run one of some tests, by the name of pytest's option.
NARROWING = (
    "keyword",
    "lf",
    "stepwise",
    "deselect",
    "ignore",
    "ignore_glob",
)
# The marks that a run of all tests is given, by pyproject.toml.
ALL_MARKS = ("", "not whole_site")


@dataclass
class Seen:
    """What has become of a test, over all its parameters.

    Attributes:
        passed: how many of them did.
        skipped: the reasons of those that did not run.
        failed: how many failed, while being set up or taken down too.
    """

    passed: int = 0
    skipped: list[str] = field(default_factory=list)
    failed: int = 0


@dataclass(frozen=True)
class Finding:
    """A test that is no evidence.

    Attributes:
        claim: the id of the claim that rests on it.
        test: its node id.
        reason: why it is none.
        forgiven: whether the run may pass all the same.
    """

    claim: str
    test: str
    reason: str
    forgiven: bool


class Evidence:
    """A plugin that remembers what passed, and asks for it at the end."""

    def __init__(self, config: pytest.Config, file: Path) -> None:
        """Remember which ledger to ask."""
        self.config = config
        self.file = file
        self.seen: dict[str, Seen] = {}
        self.told: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take down what became of one phase of one test, from whichever worker."""
        seen = self.seen.setdefault(report.nodeid.split("[")[0], Seen())
        if report.failed:
            seen.failed += 1
        elif report.skipped:
            seen.skipped.append(reason_of(report))
        elif report.when == "call":
            seen.passed += 1

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Fail a full run in which something named did not pass."""
        if not is_full(self.config) or session.shouldstop or session.shouldfail:
            return
        try:
            claims = ledger.read(self.file)
        except ledger.LedgerError as error:
            self.told = str(error).splitlines()
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
            return
        findings = list(missing(claims, self.seen, strict="CI" in os.environ))
        self.told = [
            f"{one.claim}: {one.test} {one.reason}"
            + (" (so it is no evidence on this machine)" if one.forgiven else "")
            for one in findings
        ]
        passing = session.exitstatus == pytest.ExitCode.OK
        if passing and not all(one.forgiven for one in findings):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(
        self, terminalreporter: pytest.TerminalReporter
    ) -> None:
        """List what is missing."""
        if self.told:
            terminalreporter.section(f"evidence missing for {self.file.name}")
            for line in self.told:
                terminalreporter.write_line(line)
            terminalreporter.write_line("Name tests there that run and pass.")


def is_full(config: pytest.Config) -> bool:
    """Say whether this is a run of all tests."""
    option = config.option
    if option.collectonly or option.markexpr not in ALL_MARKS:
        return False
    if any(getattr(option, name, None) for name in NARROWING):
        return False
    return config.args_source is pytest.Config.ArgsSource.TESTPATHS


def missing(
    claims: Mapping[str, ledger.Claim], seen: Mapping[str, Seen], *, strict: bool
) -> Iterator[Finding]:
    """Yield what the claims name and no test has shown.

    Args:
        claims: the ledger.
        seen: what became of the tests, by node id without parameters.
        strict: whether a test that was skipped fails the run.
    """
    for claim in claims.values():
        untestable = ledger.UNTESTABLE in (claim.then, claim.today)
        for test in claim.tests:
            found = seen.get(test, Seen())
            if found.failed:
                yield Finding(claim.id, test, "failed", forgiven=False)
            elif found.passed:
                continue
            elif not found.skipped:
                reason = "did not run: was it renamed, or left out?"
                yield Finding(claim.id, test, reason, forgiven=False)
            elif not untestable:
                reason = f"was skipped: {found.skipped[0]}"
                yield Finding(claim.id, test, reason, forgiven=not strict)


def reason_of(report: pytest.TestReport) -> str:
    """Return why a test was skipped, or failed as expected."""
    if isinstance(report.longrepr, tuple):
        return report.longrepr[2].removeprefix("Skipped: ")
    return getattr(report, "wasxfail", "") or "no reason given"


def register(config: pytest.Config, file: Path = BOOK_LEDGER) -> None:
    """Watch this run, in the process that hears of all tests."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Evidence(config, file), "evidence")
