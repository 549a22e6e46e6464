"""TensorBoard itself, started on a folder of runs and asked what it found there."""

import json
import sys
from collections.abc import Callable, Iterable, Mapping
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import quote, urlencode
from urllib.request import ProxyHandler, Request, build_opener

import numpy as np
from numpy.typing import NDArray

from spotdiff.children import LOOPBACK, Child, ChildError, free_port, is_listening
from spotdiff.visualization import kinds

PATIENCE = 60.0  # seconds for the server to come up, and for the runs to be read
ANSWER = 20.0  # seconds for one question
# Where each kind is asked for; the answer is keyed by run, or is a list of runs.
ROUTES = {
    kinds.GRAPH: ("graphs/info",),
    kinds.SCALARS: ("scalars/tags",),
    kinds.HISTOGRAMS: ("histograms/tags", "distributions/tags"),
    kinds.IMAGES: ("images/tags",),
    kinds.AUDIO: ("audio/tags",),
    kinds.TEXT: ("text/tags",),
    kinds.PRECISION: ("pr_curves/tags",),
    kinds.MESHES: ("mesh/tags",),
}


class BoardError(RuntimeError):
    """TensorBoard cannot be started, or does not answer."""


def command(folder: Path, port: int) -> list[str]:
    """Return the one command that opens a folder of runs, typed beside it.

    Args:
        folder: With the runs in it, at any depth.
        port: Of the loopback address.
    """
    place = ["--logdir", folder.name, "--host", LOOPBACK, "--port", str(port)]
    return ["tensorboard", *place]


class Board:
    """TensorBoard, open on a folder of runs until it is closed.

    Args:
        folder: With the runs in it, at any depth.
        port: Of the loopback address; one that is free by default.

    Raises:
        BoardError: TensorBoard is not installed, or somebody else has the port.
    """

    def __init__(self, folder: Path, port: int | None = None) -> None:
        """Start the server, and do not wait for it."""
        if find_spec("tensorboard") is None:
            raise BoardError("TensorBoard is not installed: run `make install`")
        self.port = free_port() if port is None else port
        if is_listening(self.port):
            raise BoardError(f"somebody listens on port {self.port} already")
        self.address = f"http://{LOOPBACK}:{self.port}"
        name, *arguments = command(folder, self.port)
        program = Path(sys.executable).with_name(name)
        self._server = Child([str(program), *arguments], folder=folder.parent)
        # Not through a proxy: this machine is asked, and no other.
        self._opener = build_opener(ProxyHandler({}))

    def __enter__(self) -> "Board":
        """Return the board, perhaps not yet up."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """End the server, and all that it started."""
        self._server.stop()

    @property
    def running(self) -> bool:
        """Whether the server runs."""
        return self._server.running

    def until(self, found: Callable[[], bool], what: str) -> None:
        """Wait until the server has found something.

        Raises:
            BoardError: It ended, or did not find it in time; closed by then.
        """
        try:
            self._server.listening(self.port, PATIENCE)
            self._server.until(found, PATIENCE, what)
        except ChildError as error:
            raise BoardError(str(error)) from error

    def read(self, runs: Iterable[str]) -> None:
        """Wait until it has found these runs, by their folders.

        Raises:
            BoardError: As with `until`.
        """
        wanted = set(runs)
        self.until(lambda: wanted <= set(self.ask("runs")), "done reading the runs")

    def ask(self, route: str, question: object = None, **arguments: str) -> Any:
        """Ask the server what its own page would ask it.

        Args:
            route: Below /data/.
            question: What is sent as JSON, if anything.
            **arguments: Of the address.

        Raises:
            BoardError: It does not answer, or not with JSON.
        """
        answer = self.get(route, question, **arguments)
        try:
            return json.loads(answer)
        except json.JSONDecodeError as error:
            raise BoardError(f"TensorBoard answers {route} with {answer!r}") from error

    def get(self, route: str, question: object = None, **arguments: str) -> bytes:
        """Get an answer as it comes; arguments as in `ask`.

        Raises:
            BoardError: It does not answer.
        """
        address = f"{self.address}/data/{quote(route)}"
        if arguments:
            address += "?" + urlencode(arguments)
        body = None if question is None else json.dumps(question).encode()
        request = Request(address, body, {"Content-Type": "application/json"})
        try:
            with self._opener.open(request, timeout=ANSWER) as answer:
                found: bytes = answer.read()
        except OSError as error:
            raise BoardError(f"TensorBoard does not answer {route}: {error}") from error
        return found

    def shows(self, tool: str) -> dict[str, bool]:
        """Ask which kinds it found in the runs of one tool.

        Args:
            tool: The folder in which the tool's runs are.

        Returns:
            By kind, whether there is something of it.
        """
        shown = {
            kind: all(self._runs(f"plugin/{route}", tool) for route in routes)
            for kind, routes in ROUTES.items()
        }
        groups = self.ask("plugin/hparams/session_groups", SESSIONS)["sessionGroups"]
        sessions = [one for group in groups for one in group["sessions"]]
        shown[kinds.HYPER_PARAMETERS] = any(belongs(s["name"], tool) for s in sessions)
        shown[kinds.EMBEDDINGS] = any(
            self.points(run).size for run in self._runs(PROJECTED, tool)
        )
        return shown

    def points(self, run: str) -> NDArray[np.float32]:
        """Get the points that the projector would draw, one after the other.

        Raises:
            BoardError: It has none of this run.
        """
        (embedding,) = self.ask("plugin/projector/info", run=run)["embeddings"]
        name = embedding["tensorName"]
        answer = self.get("plugin/projector/tensor", run=run, name=name)
        return np.frombuffer(answer, np.float32)

    def _runs(self, route: str, tool: str) -> list[str]:
        answer = self.ask(route)
        found = [run for run in answer if belongs(run, tool)]
        if isinstance(answer, Mapping):
            return [run for run in found if answer[run]]
        return found


PROJECTED = "plugin/projector/runs"
SESSIONS = {
    "experimentName": "",
    "allowedStatuses": ["STATUS_UNKNOWN", "STATUS_SUCCESS", "STATUS_FAILURE"],
    "colParams": [],
    "startIndex": 0,
    "sliceSize": 100,
}


def belongs(run: str, tool: str) -> bool:
    """Tell whether a run lies in a tool's folder."""
    return f"{run}/".startswith(f"{tool}/")
