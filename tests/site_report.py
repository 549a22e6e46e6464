"""What a run over the whole site found: printed at its end, and kept as JSON.

A test notes a finding of a page with pytest's `record_property`, under one of KINDS.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import page_weight
from built_pages import pages

# Not "site-…": a build clears away what is so called.
FILE = Path(__file__).parents[1] / "_build" / "whole-site.json"
# What a test can note: the views that axe judged, and the scores that Lighthouse gave.
KINDS = VIEWS, LIGHTHOUSE = ("views", "lighthouse")


class SiteReport:
    """A plugin that gathers what the tests noted, from whichever worker."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.noted: dict[str, list[dict[str, Any]]] = {kind: [] for kind in KINDS}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take down what one test noted."""
        if report.when == "call":
            for kind, finding in report.user_properties:
                if kind in KINDS and isinstance(finding, dict):
                    self.noted[kind].append(finding)

    def pytest_terminal_summary(
        self, terminalreporter: pytest.TerminalReporter
    ) -> None:
        """Print the counts, the worst first, and keep all of them."""
        if not any(self.noted.values()):
            return
        weights = {page: page_weight.weigh(page) for page in pages()}
        kept = self.noted | {"weights": {p: vars(w) for p, w in weights.items()}}
        FILE.parent.mkdir(exist_ok=True)
        FILE.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", "utf-8")
        terminalreporter.section("the whole site")
        for line in self.lines():
            terminalreporter.write_line(line)
        terminalreporter.write_line(f"All of it is in {FILE}.")

    def lines(self) -> Iterator[str]:
        """Say what was found."""
        views = self.noted[VIEWS]
        yield (
            f"axe-core: {len(views)} views of {len({v['page'] for v in views})} pages, "
            f"{sum(v['violations'] for v in views)} violations"
        )
        yield "Lighthouse, of 100, the worst first:"
        for run in sorted(self.noted[LIGHTHOUSE], key=worst):
            scores = ", ".join(
                f"{name} {score}" for name, score in run["scores"].items()
            )
            yield f"  {worst(run)[0]:3} {run['page']} ({run['form']}): {scores}"
        yield "Weights as sent, the heaviest first:"
        yield from (f"  {line}" for line in page_weight.lines(pages()))


def worst(run: dict[str, Any]) -> tuple[int, int]:
    """Order by the lowest score, then by all of them."""
    return min(run["scores"].values()), sum(run["scores"].values())


def register(config: pytest.Config) -> None:
    """Watch this run, in the process that hears of all tests."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(SiteReport(), "site_report")
