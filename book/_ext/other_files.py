"""Files in other languages that pages show: they are put beside the programs, whole.

A page shows them with `literalinclude`. What is written in Python is shown by `pair`
or `listing`, which make a program of it.
"""

from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

from programs import FOLDER, ProgramLink

logger = logging.getLogger(__name__)


def note(app: Sphinx, tree: nodes.document) -> None:
    """Note the files that a page shows, and put a place for a link below each."""
    page = app.env.docname
    for block in list(tree.findall(nodes.literal_block)):
        file = Path(block.get("source", ""))
        if not file.is_relative_to(Path(app.confdir, app.config.programs_root)):
            continue
        if file.suffix == ".py":
            logger.warning("show %s with `listing`", file.name, location=block)
            continue
        shown(app.env).setdefault(page, {})[file.name] = file
        place = ProgramLink("", name=file.name)
        below = nodes.paragraph("", "", place, classes=["origin"])
        captioned = isinstance(block.parent, nodes.container)
        above = block.parent if captioned and len(block.parent) == 2 else block
        above.parent.insert(above.parent.index(above) + 1, below)


def forget(app: Sphinx, env: BuildEnvironment, page: str) -> None:
    """Forget what a page showed, before it is read again."""
    shown(env).pop(page, None)


def merge(
    app: Sphinx, env: BuildEnvironment, pages: set[str], other: BuildEnvironment
) -> None:
    """Take over what another process has read."""
    found = shown(other)
    shown(env).update({page: found[page] for page in pages & found.keys()})


def shown(env: BuildEnvironment) -> dict[str, dict[str, Path]]:
    """Return the files that each page shows, by their names."""
    known: dict[str, dict[str, Path]] = env.__dict__.setdefault("spotdiff_files", {})
    return known


def write_all(app: Sphinx, error: Exception | None) -> None:
    """Copy the files to where the programs are."""
    if error or app.builder.format != "html":
        return
    for files in shown(app.env).values():
        for name, file in files.items():
            (Path(app.outdir) / FOLDER / name).write_bytes(file.read_bytes())


def setup(app: Sphinx) -> dict[str, Any]:
    """Register what finds the files and what copies them, after the programs."""
    app.setup_extension("programs")
    app.connect("doctree-read", note)
    app.connect("env-purge-doc", forget)
    app.connect("env-merge-info", merge)
    app.connect("build-finished", write_all)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
