"""Give every page the outputs of its cells: kept ones where nothing changed.

Before Sphinx reads the pages that changed, those whose result is not on disk
are executed. Reading then replaces a page's source by the notebook with its
outputs. A page's result is named by its cells, the modules they import at any
depth, and the conditions of the build; see `results.key_of`.
"""

import json
import os
import platform
import subprocess
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import nbformat
from myst_nb.core.read import read_myst_markdown_notebook
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import SphinxError

from execution import Page, PreloadError, Run, run_pages
from figure_files import place_figures
from first_cell import first_cell, packages_imported
from imports import digest, modules_imported_by
from memory_watch import pages_at_once
from results import Results, code_cells, key_of, measures_time, python_of
from varying import mark

DEFAULT_BUDGET = 120  # seconds
# Budgets are for the data that comes with the book; others may take longer.
EMBEDDED_DATA, OTHER_DATA_FACTOR = "digits", 10


class PagesFailedError(SphinxError):
    """Some pages could not be executed."""

    category = "The site was not rebuilt"


def say(line: str) -> None:
    """Report progress, whatever Sphinx is told to keep to itself."""
    print(line, flush=True)


def root(app: Sphinx) -> Path:
    """Return the folder of conf.py, which the settings' paths start from."""
    return Path(app.confdir)


def results(app: Sphinx) -> Results:
    """Return the store of executed pages."""
    return Results(root(app) / app.config.live_results)


def device_of(app: Sphinx, notebook: nbformat.NotebookNode) -> str:
    """Return where a page runs: on the build's device, if its header names no other."""
    device: str = notebook.metadata.get("device", app.config.live_device)
    return device


def conditions(app: Sphinx, notebook: nbformat.NotebookNode) -> dict[str, str]:
    """Return what a page's result depends on besides its cells and modules."""
    return {
        "device": device_of(app, notebook),
        "data": app.config.live_data,
        "lock": digest(root(app) / app.config.live_lock),
        "python": platform.python_version(),
        "reporter": app.config.live_reporter,
    }


def read_page(app: Sphinx, page: str) -> nbformat.NotebookNode:
    """Read a page as a notebook without outputs.

    Raises:
        PagesFailedError: its header names a device that a page may not choose.
    """
    path = Path(app.env.doc2path(page))
    notebook = notebook_from(path.read_text("utf-8"), app.env)
    if (device := notebook.metadata.get("device", "cpu")) != "cpu":
        raise PagesFailedError(
            f"{page}.md: its header says `device: {device}`; it may say `device: cpu`, "
            "or nothing"
        )
    return notebook


def notebook_from(text: str, env: BuildEnvironment) -> nbformat.NotebookNode:
    """Parse MyST Markdown into a notebook that knows its lines."""
    config = env.__dict__["myst_config"]
    notebook: nbformat.NotebookNode = read_myst_markdown_notebook(
        text, config, add_source_map=True
    )
    return notebook


def modules_of(app: Sphinx, notebook: nbformat.NotebookNode) -> dict[str, Path]:
    """Return what a page depends on: modules it imports, and what its header names.

    A header names `modules`, and `files` under the source root in other languages.
    Nothing else under that root can be imported or read when the page is run.
    """
    sources = [python_of(cell.source) for cell in code_cells(notebook)]
    named = [f"import {name}" for name in notebook.metadata.get("modules", [])]
    code = root(app) / app.config.live_code
    files = {name: code / name for name in notebook.metadata.get("files", [])}
    return modules_imported_by([*sources, *named], code) | files


def set_up_of(app: Sphinx, notebook: nbformat.NotebookNode) -> str:
    """Return the cell that makes what a page depends on importable anywhere."""
    code = root(app) / app.config.live_code
    files = {
        file.relative_to(code).as_posix(): file.read_bytes().decode()
        for file in modules_of(app, notebook).values()
    }
    modules = [text for name, text in files.items() if name.endswith(".py")]
    cells = [python_of(cell.source) for cell in code_cells(notebook)]
    lock = (root(app) / app.config.live_lock).read_text("utf-8")
    named = notebook.metadata.get("packages", [])
    return first_cell(files, packages_imported([*cells, *modules], named, lock))


def page_key(app: Sphinx, notebook: nbformat.NotebookNode) -> str:
    """Return the key of a page's result."""
    modules = {name: digest(file) for name, file in modules_of(app, notebook).items()}
    # A page that measures time has all cores, and its cells another number of threads.
    alone = {"alone": str(measures_time(notebook))}
    return key_of(notebook, modules, conditions(app, notebook) | alone)


def run_stale_pages(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Execute the pages about to be read whose result is not on disk.

    Raises:
        PagesFailedError: one or more pages failed, after all were tried.
    """
    executed(env).clear()
    if not app.config.live_execute:
        return
    pages = [page for page in (stale(app, name) for name in docnames) if page]
    if not pages:
        return
    names = ", ".join(page.name for page in pages)
    keys = {page.name: page_key(app, page.notebook) for page in pages}
    say(f"{len(pages)} to execute: {names}")
    on_gpu = app.config.live_device == "cuda"
    try:
        failures = run_pages(
            pages,
            {
                "SPOTDIFF_DEVICE": app.config.live_device,
                "SPOTDIFF_DATA": app.config.live_data,
                # Whatever a page starts takes of a GPU's memory what it needs.
                "TF_FORCE_GPU_ALLOW_GROWTH": "true",
                "PYTHONHASHSEED": "0",
                # What is missing is missing: a build installs nothing.
                "PIP_NO_INDEX": "1",
            },
            app.config.live_reporter,
            # One page at a time on a GPU: each wants its memory.
            1 if on_gpu else pages_at_once(os.cpu_count() or 1),
            say,
            lambda page, run: keep(app, page, run, keys[page.name]),
            # A GPU is not to be had in a fork of who has seen it.
            "" if on_gpu else app.config.live_preload,
            app.config.live_share,
        )
    except PreloadError as error:
        raise PagesFailedError(f"No page was run: {error}") from error
    if failures:
        raise PagesFailedError("\n\n".join(map(str, failures)))


def budget(notebook: nbformat.NotebookNode, data: str) -> float:
    """Return the seconds a page may take; with more data than the embedded, more."""
    seconds: float = notebook.metadata.get("budget", DEFAULT_BUDGET)
    return seconds if data == EMBEDDED_DATA else OTHER_DATA_FACTOR * seconds


def stale(app: Sphinx, name: str) -> Page | None:
    """Return a page that must be executed, or None where its result is on disk."""
    notebook = read_page(app, name)
    store = results(app)
    if not code_cells(notebook) or store.get(name, page_key(app, notebook)):
        return None
    return Page(
        name,
        notebook,
        budget=budget(notebook, app.config.live_data),
        last_seconds=store.last_seconds(name),
        set_up=set_up_of(app, notebook),
        environment={"SPOTDIFF_DEVICE": device_of(app, notebook)},
    )


def keep(app: Sphinx, page: Page, run: Run, key: str) -> None:
    """Store a page's result together with where it comes from."""
    if key != page_key(app, page.notebook):
        return  # A module was edited meanwhile: nobody knows which version ran.
    modules = modules_of(app, page.notebook)
    run.notebook.metadata["run"] = {
        "key": key,
        "date": now().isoformat(timespec="seconds"),
        "seconds": round(run.seconds, 1),
        "commit": commit(root(app)),
        "conditions": conditions(app, page.notebook),
        "modules": {
            name: {
                "path": file.relative_to(root(app)).as_posix(),
                "sha256": digest(file),
            }
            for name, file in modules.items()
        },
        "cells": len(code_cells(page.notebook)),
        "report": json.loads(run.report) if run.report.strip() else {},
    }
    results(app).put(page.name, key, run.notebook)
    executed(app.env).add(page.name)


def now() -> datetime:
    """Return the time, or the one that SOURCE_DATE_EPOCH asks for."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    return datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)


def commit(folder: Path) -> str:
    """Return the commit the files stand at; "+" after it marks uncommitted changes."""
    head = git(folder, "rev-parse", "HEAD")
    if not head:
        return "unknown"
    return head + ("+" if git(folder, "status", "--porcelain") else "")


def git(folder: Path, *arguments: str) -> str:
    """Ask git; an empty answer where there is no git or no repository."""
    command = ["git", "-C", str(folder), *arguments]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return ""
    return answer.stdout.strip() if answer.returncode == 0 else ""


def fill_in_outputs(app: Sphinx, docname: str, source: list[str]) -> None:
    """Replace a page's source by the notebook that carries its outputs."""
    notebook = notebook_from(source[0], app.env)
    # A page that may not be executed is shown without outputs.
    if code_cells(notebook) and (app.config.live_execute or not stale(app, docname)):
        for file in modules_of(app, notebook).values():
            app.env.note_dependency(str(file))
        app.env.note_dependency(str(root(app) / app.config.live_lock))
        result = result_of(app, docname, notebook)
        records(app.env)[docname] = result.metadata["run"]
        give_outputs(notebook, result)
        mark(notebook)
        try:
            place_figures(notebook, root(app) / app.config.live_figures / docname)
        except ValueError as error:
            raise PagesFailedError(f"{docname}.md: {error}") from error
        stamp = nbformat.v4.new_markdown_cell("```{run-stamp}\n```")
        notebook.cells.append(stamp)
        notebook.metadata["source_map"].append(0)
    notebook.metadata["kernelspec"] = {
        "name": "python3",
        "display_name": "Python 3",
        "language": "python",
    }
    source[0] = nbformat.writes(notebook)


def result_of(
    app: Sphinx, page: str, notebook: nbformat.NotebookNode
) -> nbformat.NotebookNode:
    """Return a page's result.

    Raises:
        PagesFailedError: there is none, since something was edited meanwhile.
    """
    result = results(app).get(page, page_key(app, notebook))
    if result is None:
        raise PagesFailedError(
            f"{page}.md, or what it is computed from, was changed while the site "
            "was being built: build again"
        )
    return result


def give_outputs(
    notebook: nbformat.NotebookNode, result: nbformat.NotebookNode
) -> None:
    """Copy outputs cell by cell; presentation stays that of the page of today."""
    pairs = zip(code_cells(notebook), code_cells(result), strict=True)
    for cell, executed in pairs:
        cell.outputs = executed.outputs
        cell.execution_count = executed.execution_count


def records(env: BuildEnvironment) -> dict[str, Any]:
    """Return the record of every executed page's run, by page."""
    kept: dict[str, Any] = env.__dict__.setdefault("live_records", {})
    return kept


def executed(env: BuildEnvironment) -> set[str]:
    """Return the pages whose cells this build has run."""
    names: set[str] = env.__dict__.setdefault("live_executed", set())
    return names


def outdated(
    app: Sphinx,
    env: BuildEnvironment,
    added: set[str],
    changed: set[str],
    removed: set[str],
) -> list[str]:
    """Name the pages whose result has another key today, whatever the dates say."""
    known = set(records(env)) - added - changed - removed
    return [
        name
        for name in sorted(known)
        if records(env)[name].get("key") != page_key(app, read_page(app, name))
    ]


def forget(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Drop the record of a page that changed or is gone."""
    records(env).pop(docname, None)


def merge(
    app: Sphinx, env: BuildEnvironment, docnames: Iterable[str], other: BuildEnvironment
) -> None:
    """Take over the records of pages that another process read."""
    theirs = records(other)
    records(env).update({name: theirs[name] for name in docnames if name in theirs})


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the settings and the two steps."""
    settings: Sequence[tuple[str, str, str]] = (
        ("live_code", "code", "env"),
        ("live_lock", "uv.lock", "env"),
        ("live_device", "cpu", "env"),
        ("live_data", "digits", "env"),
        ("live_reporter", "", "env"),
        ("live_preload", "", ""),
        ("live_share", "", ""),
        ("live_results", "_build/results", ""),
        ("live_figures", "_build/figures", ""),
    )
    for name, default, rebuild in settings:
        app.add_config_value(name, default, rebuild, str)  # type: ignore[arg-type]
    app.setup_extension("varying")
    # Whoever only wants to know what is on the pages need not wait for their cells.
    app.add_config_value("live_execute", True, "env", bool)
    app.connect("env-get-outdated", outdated)
    app.connect("env-before-read-docs", run_stale_pages)
    app.connect("source-read", fill_in_outputs)
    app.connect("env-purge-doc", forget)
    app.connect("env-merge-info", merge)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
