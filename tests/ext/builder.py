"""Runs builds, each in a fresh process that does not have to import Sphinx first.

Importing Sphinx and its extensions takes longer than building a book of three
pages. One process imports them, and forks for every build.
"""

import importlib
import json
import os
import subprocess
import sys
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

EXTENSIONS = Path(__file__).parents[2] / "book" / "_ext"
IMPORTED_ONCE = (
    "live_pages",
    "myst_nb.sphinx_ext",
    "publish",
    "sphinx.builders.html",
    "sphinx.cmd.build",
    "sphinx_copybutton",
    "sphinx_design",
)


@dataclass(frozen=True)
class Build:
    """What a build said, and whether it was content."""

    status: int
    output: str


class Builder:
    """The process that forks, seen from the tests."""

    def __enter__(self) -> Self:
        """Start the process."""
        self.process = subprocess.Popen(
            [sys.executable, __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the process."""
        self.process.communicate()

    def run(self, code: str, folder: Path, environment: Mapping[str, str]) -> Build:
        """Run code that calls `sys.exit`, in a folder, and return what it said."""
        log = folder / "build.log"
        order = {
            "code": code,
            "folder": str(folder),
            "environment": dict(environment),
            "log": str(log),
        }
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        status = int(self.process.stdout.readline())
        return Build(status, log.read_text("utf-8"))


def serve() -> None:
    """Fork for every order that comes in, and answer with its exit status."""
    sys.path.insert(0, str(EXTENSIONS))
    for name in IMPORTED_ONCE:
        importlib.import_module(name)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            obey(json.loads(line))
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def obey(order: dict[str, Any]) -> None:
    """Run the code of an order, and end."""
    log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for stream in (1, 2):
        os.dup2(log, stream)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.chdir(order["folder"])
    os.environ.clear()
    os.environ.update(order["environment"])
    try:
        exec(order["code"], {"__name__": "__main__"})
        status = 0
    except SystemExit as end:
        status = int(end.code or 0)
    except BaseException:
        traceback.print_exc()
        status = 70
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


if __name__ == "__main__":
    serve()
