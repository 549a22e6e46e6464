"""Print what building costs: cold, again, and after an edit, beside the cells alone.

    python tests/benchmarks/build_speed.py [--book FOLDER] [--build COMMAND]

Everything happens in a copy of the book's folder, with caches of its own.
"""

import argparse
import json
import os
import re
import resource
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

import nbformat

from spotdiff.tables import Table

ROOT = Path(__file__).parents[2]
BUILD = f"{sys.executable} book/_ext/publish.py"
NOT_OURS = shutil.ignore_patterns(".*", "_build", "__pycache__", "node_modules")
TO_EXECUTE = re.compile(r"^\d+ to execute: (.*)$", re.MULTILINE)
PARAGRAPH = "\n\nOne more sentence.\n"
# A page's cells, in a fresh Python: no kernel, no notebook, no Sphinx.
PLAIN = """
import json, sys
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
for source, may_fail in json.load(open(sys.argv[1])):
    outcome = shell.run_cell(source)
    if not may_fail:
        outcome.raise_error()
"""


class BenchmarkError(RuntimeError):
    """A build or a page failed, or executed what it should not."""


@dataclass(frozen=True)
class Cost:
    """What one thing cost.

    Attributes:
        what: its name.
        seconds: by the clock on the wall.
        cpu_seconds: of all cores, of all processes that were started.
        executed: how many pages had their cells run.
    """

    what: str
    seconds: float
    cpu_seconds: float
    executed: int


@dataclass(frozen=True)
class Result:
    """A page that was executed.

    Attributes:
        page: its name.
        notebook: its cells.
    """

    page: str
    notebook: nbformat.NotebookNode

    @property
    def seconds(self) -> float:
        """Return how long it took."""
        return float(self.notebook.metadata["run"]["seconds"])

    @property
    def modules(self) -> dict[str, str]:
        """Return the paths of the modules it imports, by name."""
        modules = self.notebook.metadata["run"]["modules"]
        return {name: module["path"] for name, module in modules.items()}

    @property
    def cells(self) -> list[tuple[str, bool]]:
        """Return the source of each cell, and whether it may fail.

        Where time is measured while others compute, what the page expects of the
        times need not hold; its hidden cells look for that.
        """
        cells = [cell for cell in self.notebook.cells if cell.cell_type == "code"]
        tags = [set(cell.metadata.get("tags", [])) for cell in cells]
        measures = any("measures-time" in each for each in tags)
        may_fail = {"raises-exception", *(["remove-cell"] if measures else [])}
        return [
            (cell.source, bool(may_fail & each))
            for cell, each in zip(cells, tags, strict=True)
        ]


@dataclass(frozen=True)
class Copy:
    """A copy of the book's folder.

    Attributes:
        folder: where it is.
        command: what builds it.
    """

    folder: Path
    command: Sequence[str]

    def environment(self, caches: str) -> dict[str, str]:
        """Return variables under which the copy's modules are found, not the book's."""
        place = self.folder / "caches" / caches
        return {
            **os.environ,
            "PYTHONPATH": str(self.folder / "code"),
            "SPOTDIFF_CACHE": str(place / "spotdiff"),
            "TORCHINDUCTOR_CACHE_DIR": str(place / "inductor"),
        }

    def build(self, what: str) -> tuple[Cost, set[str]]:
        """Build; return what it cost and the pages that were executed.

        Raises:
            BenchmarkError: it failed.
        """
        pages: set[str] = set()

        def run() -> int:
            said = run_well(self.command, self.folder, self.environment("build"))
            pages.update(*(line.split(", ") for line in TO_EXECUTE.findall(said)))
            return len(pages)

        return cost(what, run), pages

    def results(self) -> list[Result]:
        """Return the pages that have been executed, the longest first."""
        files = (self.folder / "_build" / "results").glob("*.ipynb")
        found = [
            Result(
                file.name.rsplit(".", 2)[0].replace("--", "/"),
                nbformat.read(file, as_version=4),
            )
            for file in files
        ]
        return sorted(found, key=lambda result: result.seconds, reverse=True)

    def floor(self, results: Sequence[Result]) -> Cost:
        """Run every page's cells as a plain program, as many at once as the build."""
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            return cost(
                "floor: the cells as plain programs",
                lambda: len(list(pool.map(self.run_plain, results))),
            )

    def run_plain(self, result: Result) -> None:
        """Run a page's cells in a folder of their own."""
        place = Path(tempfile.mkdtemp(dir=self.folder))
        cells = place / "cells.json"
        cells.write_text(json.dumps(result.cells), "utf-8")
        environment = {
            **self.environment("floor"),
            "SPOTDIFF_PAGES_AT_ONCE": str(os.cpu_count() or 1),
        }
        run_well([sys.executable, "-c", PLAIN, str(cells)], place, environment)


def cost(what: str, action: Callable[[], int]) -> Cost:
    """Do something that returns how many pages it ran, and take its time."""
    begun, used = time.perf_counter(), cpu_seconds()
    executed = action()
    seconds = time.perf_counter() - begun
    return Cost(what, seconds, cpu_seconds() - used, executed)


def cpu_seconds() -> float:
    """Return the processor seconds of all programs that were started and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def run_well(
    command: Sequence[str], folder: Path, environment: Mapping[str, str]
) -> str:
    """Run a program; return what it printed.

    Raises:
        BenchmarkError: it failed; the message has its last words.
    """
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BenchmarkError(
            f"{shlex.join(command[:3])} failed:\n{done.stdout[-2000:]}"
        )
    return done.stdout


def module_of_one_page(results: Sequence[Result]) -> tuple[Result, str]:
    """Choose a page of middling length, and the path of a module only it imports.

    Raises:
        BenchmarkError: every module is imported by several pages.
    """
    users: dict[str, int] = {}
    for result in results:
        for path in result.modules.values():
            users[path] = users.get(path, 0) + 1
    having = [
        (result, path)
        for result in results
        for path in sorted(result.modules.values())
        if path.endswith(".py") and users[path] == 1
    ]
    if not having:
        raise BenchmarkError("no module is imported by one page only")
    return having[len(having) // 2]


def append(file: Path, text: str) -> None:
    """Add to the end of a file."""
    file.write_text(file.read_text("utf-8") + text, "utf-8")


def expect(pages: set[str], wanted: set[str], what: str) -> None:
    """Check that exactly those pages were executed that had to be.

    Raises:
        BenchmarkError: it were others.
    """
    if pages != wanted:
        raise BenchmarkError(f"{what} executed {sorted(pages)}, not {sorted(wanted)}")


def measure(book: Copy) -> list[Cost]:
    """Build cold, again, and after two edits; then run the cells without the book."""
    cold, pages = book.build("cold build")
    results = book.results()
    expect(pages, {result.page for result in results}, "the cold build")
    again, pages = book.build("repeat")
    expect(pages, set(), "a repeated build")
    append(book.folder / "book" / f"{results[0].page}.md", PARAGRAPH)
    prose, pages = book.build("prose edit")
    expect(pages, set(), "an edit of prose")
    result, module = module_of_one_page(results)
    append(book.folder / module, "\n# Edited.\n")
    edit, pages = book.build(f"edit of {module}")
    expect(pages, {result.page}, f"an edit of {module}")
    return [cold, again, prose, edit, book.floor(results)]


def table(costs: Sequence[Cost]) -> Table:
    """Set them side by side, over the cold build and over the floor."""
    cold, floor = costs[0].seconds, costs[-1].seconds
    head = ["", "Pages run", "Seconds", "CPU seconds", "Over cold", "Over floor"]
    rows = [
        (
            one.what,
            one.executed,
            f"{one.seconds:.1f}",
            f"{one.cpu_seconds:.1f}",
            f"{one.seconds / cold:.3f}",
            f"{one.seconds / floor:.3f}",
        )
        for one in costs
    ]
    return Table(head, rows)


def main() -> None:
    """Measure in a copy, print, and keep the figures as JSON."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--book", type=Path, default=ROOT)
    parser.add_argument("--build", default=BUILD, help="what builds it, from there")
    parser.add_argument("--json", type=Path, default="_build/benchmarks/build.json")
    wish = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="build-speed-") as place:
        folder = Path(place) / "book"
        shutil.copytree(wish.book, folder, ignore=NOT_OURS)
        costs = measure(Copy(folder, shlex.split(wish.build)))
    print(table(costs))
    wish.json.parent.mkdir(parents=True, exist_ok=True)
    wish.json.write_text(json.dumps([asdict(one) for one in costs], indent=1), "utf-8")


if __name__ == "__main__":
    main()
