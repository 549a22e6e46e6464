"""visdom's server: its start without the internet, and as one that runs."""

import os
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from spotdiff.children import Child, free_port
from spotdiff.transcripts import Exchange, Transcript
from spotdiff.visualization.in_visdom.assets import copy_of_visdom, lay_in

SECONDS = 60
WIDEST = 92  # characters of a line that is shown
# A proxy that nobody runs: what would leave this machine ends here.
NOWHERE = "http://127.0.0.1:9"
OFFLINE = {
    **{f"{kind}_proxy": NOWHERE for kind in ("http", "https", "all")},
    **{f"{kind}_PROXY": NOWHERE for kind in ("HTTP", "HTTPS", "ALL")},
    "no_proxy": "",
    "NO_PROXY": "",
}


@dataclass(frozen=True)
class Running:
    """A server that answers.

    Attributes:
        port: of the loopback address.
        child: its process.
    """

    port: int
    child: Child

    @property
    def address(self) -> str:
        """Where a browser finds it."""
        return f"http://127.0.0.1:{self.port}"


@dataclass(frozen=True)
class Ended:
    """A server that ended.

    Attributes:
        status: its exit status.
        said: the lines that it printed, with what differs between machines cut.
    """

    status: int
    said: tuple[str, ...]

    @property
    def refused(self) -> list[str]:
        """The addresses of the files that it went on without."""
        found = (re.search(r"while downloading (\S+)", line) for line in self.said)
        return [match[1] for match in found if match]

    @property
    def last(self) -> str:
        """The last line."""
        return self.said[-1]

    @property
    def hosts(self) -> list[str]:
        """Whom it asked, the one that ended it included."""
        asked = [urlsplit(address).netloc for address in self.refused]
        end = re.search(r"host='([^']+)'", self.last)
        return list(dict.fromkeys([*asked, *([end[1]] if end else [])]))

    @property
    def summary(self) -> Transcript:
        """The session at a terminal, shortened: its first lines, and its last."""
        lines = [*self.said[:4], "…", self.last]
        shortened = "\n".join(shorten(line) for line in lines)
        return Transcript((Exchange("$ ", "visdom", shortened),), self.status)


def shorten(line: str) -> str:
    """Cut a line that is too wide to be shown."""
    return line if len(line) <= WIDEST else f"{line[: WIDEST - 1]}…"


def command(port: int, folder: Path) -> list[str]:
    """Return what starts a server that only this machine reaches."""
    place = ["-bind_local", "-port", str(port), "-env_path", str(folder)]
    return [sys.executable, "-m", "visdom.server", *place]


def environment(package: Path) -> Mapping[str, str]:
    """Return what makes Python take this copy of the package, and not go online."""
    path = os.pathsep.join([str(package.parent), *filter(None, sys.path)])
    return {**OFFLINE, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}


def started_offline() -> Ended:
    """Start a server as it comes from the package index, without the internet."""
    with tempfile.TemporaryDirectory() as place:
        package = copy_of_visdom(Path(place))
        arguments = command(free_port(), Path(place))
        with Child(arguments, environment(package), Path(place)) as child:
            status = child.wait(SECONDS)
        lines = child.output().splitlines()
    return Ended(status, tuple(re.sub(r"0x\w+", "0x…", line) for line in lines))


@contextmanager
def running() -> Iterator[Running]:
    """Run a server with all that it needs laid in, and end it afterwards.

    Raises:
        NodePackagesError: what it needs is not to be had.
        ChildError: it did not start.
    """
    with tempfile.TemporaryDirectory() as place:
        package = copy_of_visdom(Path(place))
        lay_in(package)
        port = free_port()
        arguments = command(port, Path(place) / "environments")
        with Child(arguments, environment(package), Path(place)) as child:
            child.listening(port, SECONDS)
            yield Running(port, child)
