"""Ask every external link of the book whether it is still there.

Sphinx's own builder collects the links from the pages as readers get them, with
what the cells put out, and asks. It is run beside the site, in a folder of its
own, and executes nothing: a page whose result is not on disk is asked about
without its outputs. The texts at the root of the repository have links, too.

    python book/_ext/linkcheck.py [--list]
"""

import argparse
import json
import os
import re
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.builders.linkcheck import CheckExternalLinksBuilder, Hyperlink
from sphinx.errors import SphinxError
from sphinx.util.docutils import docutils_namespace, patch_docutils

import publish
from live_pages import stale

TEXTS = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")
LINK = re.compile(r"https?://[^\s()<>\"'`]+")
SETTINGS = {
    # A browser would make them; a server says nothing of them.
    "linkcheck_anchors": False,
    "linkcheck_retries": 2,
    "linkcheck_timeout": 30,
    # Longer than this nobody waits for a server that asks for patience.
    "linkcheck_rate_limit_timeout": 120,
    "linkcheck_workers": 8,
}
# What `live_pages` is to do about pages without a result: nothing.
NOTHING_IS_EXECUTED = {"live_execute": False}
BAD = {"broken", "timeout"}


@dataclass(frozen=True)
class Answer:
    """What a server said of a link.

    Attributes:
        place: the page and line where it stands first.
        link: the link.
        status: "working", "redirected", "broken", "timeout" or "unchecked".
        info: what was said, or where it has moved to.
    """

    place: str
    link: str
    status: str
    info: str

    def __str__(self) -> str:
        """Return a line of the report."""
        return f"{self.status:<11} {self.place}: {self.link} {self.info}".rstrip()


def main(arguments: list[str] | None = None) -> int:
    """Ask all links, or list them; return the exit status."""
    parser = argparse.ArgumentParser(prog="linkcheck", description=__doc__)
    parser.add_argument("--list", action="store_true", help="ask nobody: only list")
    wish = parser.parse_args(arguments)
    chosen = publish.runtime(
        os.environ.get("DEVICE", "auto"), os.environ.get("DATA", "digits")
    )
    settings = {f"live_{name}": value for name, value in chosen.items()}
    try:
        with tempfile.TemporaryDirectory() as folder:
            answers, bare = ask(Path(folder), settings, ask_nobody=wish.list)
    except (SphinxError, publish.BuildError) as error:
        print(f"The links were not checked: {error}", file=sys.stderr)
        return 2
    if bare:
        print(f"Without their outputs, as they have not run: {', '.join(bare)}")
    if wish.list:
        print("\n".join(sorted(answer.link for answer in answers)))
        return 0
    return report(answers)


def ask(
    folder: Path, settings: dict[str, Any], *, ask_nobody: bool = False
) -> tuple[list[Answer], list[str]]:
    """Collect the links of all pages and texts, and ask for each of them.

    Args:
        folder: where to work; nothing in it is kept.
        settings: what to change of conf.py.
        ask_nobody: collect them only.

    Returns:
        What was answered, and the pages that have no outputs to be looked at.

    Raises:
        SphinxError: a page cannot be read.
    """
    # Every link that is passed over is still named in the builder's answer.
    silent = {"linkcheck_ignore": [""]} if ask_nobody else {}
    with patch_docutils("."), docutils_namespace():
        app = Sphinx(
            srcdir="book",
            confdir=".",
            outdir=folder / "links",
            doctreedir=folder / "doctrees",
            buildername="linkcheck",
            confoverrides=settings | SETTINGS | NOTHING_IS_EXECUTED | silent,
            status=None,
            warning=None,
        )
        assert isinstance(app.builder, CheckExternalLinksBuilder)
        app.builder.hyperlinks |= links_of_texts(Path())
        app.build()
    bare = [name for name in sorted(app.env.found_docs) if stale(app, name)]
    return answers_in(folder / "links" / "output.json"), bare


def links_of_texts(root: Path) -> dict[str, Hyperlink]:
    """Return the links of the texts that are no pages, as the builder wants them."""
    found: dict[str, Hyperlink] = {}
    for name in TEXTS:
        text = (root / name).read_text("utf-8") if (root / name).exists() else ""
        path: Any = name  # Sphinx has a kind of path of its own, and keeps it private
        for number, line in enumerate(text.splitlines(), 1):
            for link in LINK.findall(line):
                uri = link.rstrip(".,;:!?*")
                found.setdefault(uri, Hyperlink(uri, Path(name).stem, path, number))
    return found


def answers_in(file: Path) -> list[Answer]:
    """Read the builder's record; what is no external link is left out."""
    lines = map(json.loads, file.read_text("utf-8").splitlines())
    return [
        Answer(
            f"{line['filename']}:{line['lineno']}",
            line["uri"],
            line["status"],
            line["info"],
        )
        for line in lines
        if LINK.match(line["uri"])
    ]


def report(answers: Iterable[Answer]) -> int:
    """Print what has moved and what is gone; return 1 if anything is gone."""
    known = sorted(answers, key=lambda answer: (answer.status, answer.place))
    told = [answer for answer in known if answer.status != "working"]
    for answer in told:
        print(answer)
    gone = [answer for answer in told if answer.status in BAD]
    print(f"{len(known)} links: {len(known) - len(gone)} answer, {len(gone)} do not.")
    return 1 if gone else 0


if __name__ == "__main__":
    sys.exit(main())
