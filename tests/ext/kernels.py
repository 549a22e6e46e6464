"""Pages to run in tests, and whether a process is still there."""

import time
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

from execution import Page

# A cell that tells the test which process it runs in.
TELL = "import os, pathlib\npathlib.Path('{}').write_text(str(os.getpid()))"


def page(name: str, *cells: str | tuple[str, str], budget: float = 30) -> Page:
    """Return a page; a cell is its source, or its source and a tag."""
    notebook = new_notebook(cells=[cell(given) for given in cells])
    notebook.metadata["source_map"] = [10 * (i + 1) for i in range(len(cells))]
    return Page(name, notebook, budget=budget)


def cell(given: str | tuple[str, str]) -> nbformat.NotebookNode:
    """Return a code cell."""
    source, *tags = [given] if isinstance(given, str) else given
    made: nbformat.NotebookNode = new_code_cell(source)
    made.metadata["tags"] = tags
    return made


def is_alive(process: int) -> bool:
    """Tell whether a process runs; one that only waits to be buried does not."""
    try:
        state = Path(f"/proc/{process}/stat").read_text("utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state.rpartition(")")[2].split()[0] != "Z"


def ends(process: int, seconds: float = 5) -> bool:
    """Tell whether a process ends before long."""
    last = time.monotonic() + seconds
    while is_alive(process) and time.monotonic() < last:
        time.sleep(0.05)
    return not is_alive(process)


def wait_for(file: Path, seconds: float = 30) -> str:
    """Wait until a file is written, and return its text."""
    last = time.monotonic() + seconds
    while time.monotonic() < last:
        if file.exists() and (text := file.read_text("utf-8")):
            return text
        time.sleep(0.05)
    raise TimeoutError(f"{file} was not written in {seconds} s")
