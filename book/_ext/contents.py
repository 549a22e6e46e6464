"""Read a page again when its text, or a file that it shows, is another one than it was.

Sphinx asks the clock whether a file is newer than the last reading of the page. But a
file that is moved to its place keeps the date that it had, and a clock may be set back.
"""

import functools
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from imports import digest


def contents(env: BuildEnvironment) -> dict[str, dict[Path, str]]:
    """Return the digests of the files that each page was read from, by page."""
    kept: dict[str, dict[Path, str]] = env.__dict__.setdefault("contents_read", {})
    return kept


def note(app: Sphinx, document: nodes.document) -> None:
    """Remember what a page was read from: its text, and the files that it shows."""
    page, env = app.env.docname, app.env
    files = {Path(env.doc2path(page)), *map(Path, env.dependencies.get(page, ()))}
    contents(env)[page] = {file: digest(file) for file in files if file.is_file()}


def outdated(
    app: Sphinx,
    env: BuildEnvironment,
    added: set[str],
    changed: set[str],
    removed: set[str],
) -> list[str]:
    """Name the pages of which a file is another one today."""

    @functools.cache
    def today(file: Path) -> str:
        return digest(file) if file.is_file() else "gone"

    known = set(contents(env)) - added - changed - removed
    return [
        page
        for page in sorted(known)
        if any(today(file) != was for file, was in contents(env)[page].items())
    ]


def forget(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Drop what is known of a page that changed or is gone."""
    contents(env).pop(docname, None)


def merge(
    app: Sphinx, env: BuildEnvironment, docnames: set[str], other: BuildEnvironment
) -> None:
    """Take over what another process has read."""
    theirs = contents(other)
    contents(env).update({page: theirs[page] for page in docnames & theirs.keys()})


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the steps."""
    app.connect("env-get-outdated", outdated)
    # After all others have told of the files that the page shows.
    app.connect("doctree-read", note, priority=900)
    app.connect("env-purge-doc", forget)
    app.connect("env-merge-info", merge)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
