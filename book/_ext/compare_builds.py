"""Compare two builds of the site, and show what differs outside the marked places.

    python book/_ext/compare_builds.py [ONE OTHER]

ONE and OTHER are folders of built sites, or of kept results. Without them, the commit
that is checked out is cloned into `_build/again` and built there from nothing, and its
site is compared with the one in `_build/html`. Exit status 1 if anything differs.

Marked are, as `varying` says, the outputs of cells that measure time or are tagged as
varying, the numbers that sentences quote from them, and the dates of runs; and so are
the pictures and files that only such outputs lead to.
"""

import argparse
import json
import os
import posixpath
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import unified_diff
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import nbformat
from bs4 import BeautifulSoup

from results import tags
from varying import VARIES, mark

ROOT = Path(__file__).parents[2]
# What the record of a run, in JSON, says of when it was and what it took.
OF_RUNS = ("built", "commit", "date", "from_cache", "peak_bytes", "seconds")
# Where Sphinx puts what pages show, and what they offer; never a page.
FILES_OF_PAGES = ("_images/", "_downloads/")
QUOTED = re.compile(rf'<span class="{VARIES}">.*?</span>', re.DOTALL)
SHOWN, LONGEST = 20, 160  # lines of a file, and letters of a line


class NothingToCompareError(ValueError):
    """There are no two builds; the message says what to do."""


@dataclass(frozen=True)
class Difference:
    """A file that is not the same in both builds.

    Attributes:
        file: its name, from the folder of the build.
        lines: in what it differs.
    """

    file: str
    lines: list[str]


def differences(one: Path, other: Path) -> Iterator[Difference]:
    """Yield every file that differs, but for what differs in marked places only.

    Raises:
        NothingToCompareError: one of the folders has no files.
    """
    mine, theirs = files(one), files(other)
    marked = marked_files(one) & marked_files(other)
    for name in sorted(mine | theirs):
        if name not in theirs or name not in mine:
            where = one if name in mine else other
            yield Difference(name, [f"is in {where} only"])
        elif name not in marked:
            lines = changes(
                name, (one / name).read_bytes(), (other / name).read_bytes()
            )
            if lines:
                yield Difference(name, lines)


def files(folder: Path) -> set[str]:
    """Return the names of all files of a build.

    Raises:
        NothingToCompareError: there are none.
    """
    found = {f.relative_to(folder).as_posix() for f in folder.rglob("*") if f.is_file()}
    if not found:
        raise NothingToCompareError(f"there is no build in {folder}: build it first")
    return found


def marked_files(site: Path) -> set[str]:
    """Return the pictures and other files that marked places lead to, and no others."""
    marked, others = set[str](), set[str]()
    for page in site.rglob("*.html"):
        folder = page.parent.relative_to(site).as_posix()
        tree = BeautifulSoup(page.read_bytes(), "html.parser")
        for place in tree.select(f".{VARIES}"):
            marked.update(led_to(place.extract(), folder))
        others.update(led_to(tree, folder))
    return {name for name in marked - others if name.startswith(FILES_OF_PAGES)}


def led_to(tree: Any, folder: str) -> Iterator[str]:
    """Yield what a piece of a page in a folder of the site shows, or links to."""
    for element in tree.select("[src], [href]"):
        target = urlsplit(element.get("src") or element.get("href")).path
        yield posixpath.normpath(posixpath.join(folder, unquote(target)))


def changes(name: str, one: bytes, other: bytes) -> list[str]:
    """Return the lines in which two states of a file differ outside marked places."""
    if one == other:
        return []
    read = READERS.get(Path(name).suffix)
    if read is None:
        return [f"{len(one)} bytes and {len(other)} bytes, not the same"]
    mine, theirs = (read(text.decode("utf-8")).splitlines() for text in (one, other))
    return list(unified_diff(mine, theirs, n=0, lineterm=""))[2:]


def read_page(text: str) -> str:
    """Return a page without what its marked places hold."""
    tree = BeautifulSoup(text, "html.parser")
    for place in tree.select(f".{VARIES}"):
        place.clear()
    return str(tree)


def read_notebook(text: str) -> str:
    """Return a notebook without the outputs and numbers that are marked."""
    notebook = nbformat.reads(text, as_version=4)
    mark(notebook)
    for cell in notebook.cells:
        if VARIES in tags(cell):
            cell.outputs = []
        cell.source = QUOTED.sub("", cell.source)
        # In a result that is kept: a name drawn at random, and when the cell ran.
        cell.pop("id", None)
        cell.metadata.pop("execution", None)
    notebook.metadata = without_runs(notebook.metadata)
    return json.dumps(notebook, indent=1)


def read_record(text: str) -> str:
    """Return a record of runs without what it says of when, and of how long."""
    return json.dumps(without_runs(json.loads(text)), indent=1)


def without_runs(value: Any) -> Any:
    """Return what a file in JSON says, at any depth, but for OF_RUNS."""
    if not isinstance(value, dict):
        return value
    return {key: without_runs(v) for key, v in value.items() if key not in OF_RUNS}


def in_short_lines(text: str) -> str:
    """Return a text of few long lines as one of many."""
    return text.replace(",", ",\n")


# By the end of a file's name: what of its text counts. What is not here are bytes.
READERS: dict[str, Callable[[str], str]] = {
    ".html": read_page,
    ".ipynb": read_notebook,
    ".json": read_record,
    ".js": in_short_lines,
    **dict.fromkeys((".css", ".csv", ".py", ".svg", ".xml"), str),
}


def build_again(root: Path, folder: Path) -> Path:
    """Clone the commit that is checked out, build it from nothing, and return its site.

    Raises:
        NothingToCompareError: the files are not those of a commit.
        subprocess.CalledProcessError: it could not be built.
    """
    git = partial(subprocess.run, check=True, text=True, stdout=subprocess.PIPE)
    if git(["git", "-C", root, "status", "--porcelain"]).stdout:
        raise NothingToCompareError("there are changes that no commit has: commit them")
    shutil.rmtree(folder, ignore_errors=True)
    git(["git", "clone", "--quiet", root, folder])
    subprocess.run(
        [sys.executable, "book/_ext/publish.py"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder / "code")},
        check=True,
    )
    return folder / "_build" / "html"


def report(found: list[Difference], compared: int) -> str:
    """Return what is printed: every file that differs, and how many there are."""
    parts = []
    for each in found:
        lines = [line[:LONGEST] for line in each.lines[:SHOWN]]
        left = len(each.lines) - len(lines)
        lines += [f"and {left} lines more"] if left else []
        parts.append("\n    ".join([f"{each.file}:", *lines]))
    parts.append(
        f"{len(found)} of {compared} files differ outside the places that are marked."
    )
    return "\n".join(parts)


def main(arguments: list[str] | None = None) -> int:
    """Build again if need be, compare and report; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("builds", nargs="*", type=Path, metavar="BUILD")
    builds: list[Path] = parser.parse_args(arguments).builds
    if len(builds) not in (0, 2):
        parser.error("name two builds, or none")
    try:
        here, again = ROOT / "_build" / "html", ROOT / "_build" / "again"
        one, other = builds or (here, build_again(ROOT, again))
        found = list(differences(one, other))
        print(report(found, len(files(one) | files(other))))
    except NothingToCompareError as error:
        print(f"Nothing was compared: {error}", file=sys.stderr)
        return 2
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
