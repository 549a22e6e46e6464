"""Executed pages on disk, found again by what they were computed from."""

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import nbformat
from IPython.core.inputtransformer2 import TransformerManager

# A cell that measures time runs while no other does.
MEASURES_TIME = "measures-time"
# Tags that change what a cell computes; all others only change how it looks.
EXECUTION_TAGS = {"raises-exception", "shows-stderr", MEASURES_TIME}
KEPT_PER_PAGE = 6
WRITING = ".writing-"  # how a file is called that is not yet whole


def key_of(
    notebook: nbformat.NotebookNode,
    modules: Mapping[str, str],
    conditions: Mapping[str, str],
) -> str:
    """Name a result by everything it is computed from.

    Args:
        notebook: the page; its prose and its presentation tags do not count.
        modules: digests of the modules it imports, by name.
        conditions: lock file, device, data set and the like.

    Returns:
        A hexadecimal digest.
    """
    cells = [
        [cell.source, sorted(EXECUTION_TAGS & set(tags(cell)))]
        for cell in code_cells(notebook)
    ]
    parts = [cells, dict(sorted(modules.items())), dict(sorted(conditions.items()))]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:24]


def code_cells(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    """Return the cells that are executed, in order."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def tags(cell: nbformat.NotebookNode) -> list[str]:
    """Return a cell's tags."""
    found: list[str] = cell.metadata.get("tags", [])
    return found


def python_of(source: str) -> str:
    """Return a cell without IPython's magics, which would hide its imports."""
    if source.lstrip().startswith("%%"):
        source = source.lstrip().partition("\n")[2]
    return TransformerManager().transform_cell(source)


def measures_time(notebook: nbformat.NotebookNode) -> bool:
    """Tell whether a page has a cell that measures time."""
    return any(MEASURES_TIME in tags(cell) for cell in code_cells(notebook))


@dataclass(frozen=True)
class Results:
    """A folder of executed pages.

    Each file is written whole or not at all, so that a build killed at any
    moment leaves only complete results.
    """

    folder: Path

    def path(self, page: str, key: str) -> Path:
        """Return the file that holds a page's result."""
        return self.folder / f"{page.replace('/', '--')}.{key}.ipynb"

    def get(self, page: str, key: str) -> nbformat.NotebookNode | None:
        """Return a page's result, or None where there is none or it is damaged."""
        path = self.path(page, key)
        try:
            text = path.read_text("utf-8")
            complete = "run" in json.loads(text)["metadata"]
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError):
            complete = False
        if not complete:
            # Damaged by something else than us: as good as absent.
            path.unlink()
            return None
        notebook: nbformat.NotebookNode = nbformat.reads(text, as_version=4)
        return notebook

    def put(self, page: str, key: str, notebook: nbformat.NotebookNode) -> None:
        """Keep a page's result, and only the newest few of that page."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.path(page, key)
        write_whole(path, nbformat.writes(notebook))
        # By the clock it need not be the newest: that may have been set back.
        others = [file for file in self.of_page(page) if file != path]
        for old in others[KEPT_PER_PAGE - 1 :]:
            old.unlink()

    def of_page(self, page: str) -> list[Path]:
        """Return the files of a page's results, newest first."""
        stem = page.replace("/", "--")
        every = self.folder.glob("*.ipynb")
        files = [file for file in every if file.name.rsplit(".", 2)[0] == stem]
        return sorted(files, key=lambda file: file.stat().st_mtime, reverse=True)

    def last_seconds(self, page: str) -> float | None:
        """Return how long the page's newest result took, in seconds."""
        for path in self.of_page(page):
            result = self.get(page, path.name.split(".")[-2])
            if result is not None:
                return float(result.metadata["run"]["seconds"])
        return None


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file so that others see all of it or none.

    Raises:
        OSError: it could not be written; what stood there is still there.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=WRITING)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException as error:
        Path(name).unlink(missing_ok=True)
        # A full disk does not say what was to be written.
        if isinstance(error, OSError) and error.errno and not error.filename:
            error.filename = str(path)
        raise
