"""The `tolerances` directive: every named tolerance of the sources, and why it is so.

    ```{tolerances}
    ```

A tolerance is a constant of a module whose name ends in TOLERANCE or ROUNDING, or
which a comparison is given as `rel`, `abs`, `rtol` or `atol`. Its reason is the comment
that stands above it, or beside it. One without a reason is a warning. Nothing is
imported: the sources are read.
"""

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

BOUNDS = ("rel", "abs", "rtol", "atol")
ENDINGS = ("TOLERANCE", "ROUNDING")
# A file without any of these has no tolerance, and need not be parsed.
HINT = re.compile("|".join([*ENDINGS, *(rf"\b{bound}=" for bound in BOUNDS)]))


@dataclass(frozen=True)
class Tolerance:
    """A named bound.

    Attributes:
        file: where it stands, from the book's root.
        name: of the constant.
        value: as it is written.
        reason: the comment that goes with it; empty if there is none.
    """

    file: str
    name: str
    value: str
    reason: str


class ToleranceTable(SphinxDirective):
    """Show every named tolerance, and count the comparisons that name none."""

    def run(self) -> list[nodes.Node]:
        """Read the sources and build the table."""
        # By this, `outdated` knows the pages that show the table.
        self.env.note_dependency(__file__)
        root = Path(self.env.app.confdir)
        files = sources(root, self.config.tolerance_folders)
        found = [one for file in files for one in tolerances(file, root)]
        for one in found:
            if not one.reason:
                logging.getLogger(__name__).warning(
                    "%s: %s has no reason: say in a comment above it why this much",
                    one.file,
                    one.name,
                    location=self.get_location(),
                )
        unnamed = sum(count_unnamed(file.read_text("utf-8")) for file in files)
        said = (
            f"{len(found)} tolerances have names. A further {unnamed} comparisons in "
        )
        said += "the tests carry their bound, as a number, where they stand."
        return [nodes.paragraph("", said), table(found)]


def sources(root: Path, folders: Iterable[str]) -> list[Path]:
    """Return the files below some folders that may have a tolerance, in order."""
    return [file for file in below(root, folders) if HINT.search(file.read_text())]


def below(root: Path, folders: Iterable[str]) -> Iterator[Path]:
    """Yield Python's files below some folders of the root, in order."""
    for name in folders:
        yield from sorted((root / name).rglob("*.py"))


def tolerances(file: Path, root: Path) -> Iterator[Tolerance]:
    """Yield the named tolerances of a file, in its order."""
    text = file.read_text("utf-8")
    tree, lines = ast.parse(text), text.splitlines()
    used = {node.id for node in bounds(tree) if isinstance(node, ast.Name)}
    for statement in tree.body:
        name, value = constant(statement)
        if value is None or not (name.endswith(ENDINGS) or name in used):
            continue
        # A second name for a constant that stands, and is explained, elsewhere.
        if isinstance(value, ast.Attribute | ast.Name):
            continue
        where = file.relative_to(root).as_posix()
        written = ast.get_source_segment(text, value) or ast.unparse(value)
        yield Tolerance(where, name, written, reason(statement, tree, lines))


def constant(statement: ast.stmt) -> tuple[str, ast.expr | None]:
    """Return name and value of a module's constant, or an empty name."""
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            return name, value
        case ast.AnnAssign(target=ast.Name(id=name), value=value):
            return name, value
    return "", None


def bounds(tree: ast.AST) -> Iterator[ast.expr]:
    """Yield what comparisons are given as a bound."""
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg in BOUNDS:
            yield node.value


def count_unnamed(text: str) -> int:
    """Count the bounds that are written as a number other than zero."""
    numbers = (n for n in bounds(ast.parse(text)) if isinstance(n, ast.Constant))
    return sum(bool(number.value) for number in numbers)


def reason(statement: ast.stmt, tree: ast.Module, lines: Sequence[str]) -> str:
    """Return the comment beside a statement, or above it and its neighbours."""
    last = statement.end_lineno or statement.lineno
    _, mark, beside = lines[last - 1][statement.end_col_offset or 0 :].partition("#")
    if mark:
        return beside.strip()
    # Constants that follow one another directly share the comment above the first.
    first = {s.lineno: s for s in tree.body if constant(s)[1] is not None}
    ends = {s.end_lineno: s.lineno for s in first.values()}
    line = statement.lineno
    while not is_comment(lines, line - 1) and line - 1 in ends:
        line = ends[line - 1]
    above = takewhile(lambda n: is_comment(lines, n), range(line - 1, 0, -1))
    return " ".join(reversed([lines[n - 1].strip("# ") for n in above]))


def is_comment(lines: Sequence[str], number: int) -> bool:
    """Tell whether a line, counted from one, is a comment of the module."""
    return number > 0 and lines[number - 1].startswith("#")


def table(found: Sequence[Tolerance]) -> nodes.table:
    """Build the table."""
    group = nodes.tgroup(cols=2)
    group += [nodes.colspec(colwidth=1), nodes.colspec(colwidth=2)]
    head = (nodes.entry("", nodes.paragraph("", text)) for text in ("Bound", "Why"))
    group += nodes.thead("", nodes.row("", *head))
    group += nodes.tbody("", *map(row, found))
    return nodes.table("", group, classes=["tolerances"])


def row(one: Tolerance) -> nodes.row:
    """Build one row: the bound as it is written, and where and why it is so."""
    bound = nodes.paragraph("", "", nodes.literal("", one.value))
    place = f"{one.file}: {one.name}"
    why = nodes.paragraph("", one.reason)
    where = nodes.paragraph("", place, classes=["origin"])
    return nodes.row("", nodes.entry("", bound), nodes.entry("", why, where))


def outdated(
    app: Sphinx,
    env: BuildEnvironment,
    added: set[str],
    changed: set[str],
    removed: set[str],
) -> list[str]:
    """Name the pages that show the table, if any source came, went or changed."""
    files = below(Path(app.confdir), app.config.tolerance_folders)
    state = [(str(file), file.stat().st_mtime_ns) for file in files]
    before = env.__dict__.get("tolerance_sources")
    env.__dict__["tolerance_sources"] = state
    if before in (None, state):
        return []
    here = Path(__file__).name
    pages = env.dependencies.items()
    showing = {page for page, on in pages if any(Path(d).name == here for d in on)}
    return sorted(showing - added - changed - removed)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive and where it looks."""
    app.add_config_value("tolerance_folders", ["code", "tests"], "env", list)
    app.add_directive("tolerances", ToleranceTable)
    app.connect("env-get-outdated", outdated)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
