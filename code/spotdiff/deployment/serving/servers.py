"""The servers of this chapter, started, waited for, asked and ended."""

import http.client
import json
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

import numpy as np

from spotdiff.children import LOOPBACK, Child, free_port
from spotdiff.classifier.problem import Array
from spotdiff.deployment.serving.tensorflow_client import Client

PATIENCE = 120.0  # seconds for a server to come up
ANSWER = 30.0  # seconds for one answer
PROGRAM = "spotdiff.deployment.serving.program"
JSON = "application/json"


class Reply(NamedTuple):
    """What came back over HTTP.

    Attributes:
        status: HTTP's number.
        body: The answer.
    """

    status: int
    body: bytes

    @property
    def told(self) -> Any:
        """Return what the JSON says."""
        return json.loads(self.body)


@dataclass(frozen=True)
class Way:
    """One way to serve.

    Attributes:
        protocol: "rest", "grpc" or "litserve".
        framework: "torch" or "tensorflow".
        options: More arguments of the program.
    """

    protocol: str
    framework: str
    options: tuple[str, ...] = ()


WAYS = {
    "REST, PyTorch": Way("rest", "torch"),
    "REST, TensorFlow": Way("rest", "tensorflow"),
    "gRPC, PyTorch": Way("grpc", "torch"),
    "gRPC, TensorFlow": Way("grpc", "tensorflow"),
    "LitServe, PyTorch": Way("litserve", "torch"),
    "LitServe in batches, PyTorch": Way(
        "litserve", "torch", ("--batch", "16", "--wait", "0.005")
    ),
}


class Server:
    """A server in a process of its own, until it is closed.

    Args:
        way: How it serves.
        path: The exported model.
    """

    def __init__(self, way: Way, path: Path) -> None:
        """Start it, and do not wait for it."""
        self.way, self.port = way, free_port()
        path = path.absolute()
        place = [way.protocol, way.framework, str(path), "--port", str(self.port)]
        # The source root, so that the program is found wherever this one runs.
        root = str(Path(__file__).parents[3])
        quiet = {"TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONPATH": root}
        command = [sys.executable, "-m", PROGRAM, *place, *way.options]
        self.child = Child(command, quiet)

    @property
    def address(self) -> str:
        """Host and port."""
        return f"{LOOPBACK}:{self.port}"

    def wait(self) -> None:
        """Wait until it answers.

        Raises:
            ChildError: It ended, or did not answer in time.
        """
        self.child.listening(self.port, PATIENCE)
        self.child.until(self.ready, PATIENCE, "ready to answer")

    def ready(self) -> bool:
        """Ask whether it can be asked."""
        if self.way.protocol == "grpc":
            with Client(self.address) as client:
                return client.available()
        return self.get("/health").status == 200

    def get(self, route: str) -> Reply:
        """Ask for a page."""
        return self._ask("GET", route, None, {})

    def post(
        self,
        body: bytes,
        kind: str = JSON,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Send a question as it is."""
        told = {"Content-Type": kind, **(headers or {})}
        return self._ask("POST", "/predict", body, told)

    def _ask(
        self, method: str, route: str, body: bytes | None, headers: dict[str, str]
    ) -> Reply:
        connection = http.client.HTTPConnection(LOOPBACK, self.port, timeout=ANSWER)
        try:
            connection.request(method, route, body, headers)
            answer = connection.getresponse()
            return Reply(answer.status, answer.read())
        finally:
            connection.close()

    def scores(self, pixels: Array) -> Array:
        """Ask for scores, (n, 10), by whatever protocol it speaks."""
        if self.way.protocol == "grpc":
            with Client(self.address) as client:
                return client.predict(pixels)
        told = self.post(body(pixels)).told
        return np.array(told["scores"], np.float32)

    def close(self) -> None:
        """End it."""
        self.child.stop()


def body(pixels: Array) -> bytes:
    """Write a question as JSON."""
    return json.dumps({"pixels": pixels.tolist()}).encode()


Ask = Callable[[], object]


class Caller:
    """A client that keeps its connection, and asks one question again and again.

    Args:
        server: Which is asked.
        pixels: Of the question, written once and sent each time.
    """

    def __init__(self, server: Server, pixels: Array) -> None:
        """Write the question."""
        self._grpc: Client | None = None
        if server.way.protocol == "grpc":
            self._grpc = client = Client(server.address)
            question = client.question(pixels)
            self.ask: Ask = lambda: client.stub.Predict(question, ANSWER)
        else:
            self._http = http.client.HTTPConnection(
                LOOPBACK, server.port, timeout=ANSWER
            )
            self._body = body(pixels)
            self.ask = self._post

    def _post(self) -> bytes:
        self._http.request("POST", "/predict", self._body, {"Content-Type": JSON})
        answer = self._http.getresponse()
        told = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{answer.status}: {told!r}")
        return told

    def close(self) -> None:
        """Close the connection."""
        if self._grpc is None:
            self._http.close()
        else:
            self._grpc.__exit__(None, None, None)


class Fleet:
    """All servers at once, each on the model of its framework.

    Args:
        paths: The exported models, by framework: "torch" and "tensorflow".
        ways: Which servers.
    """

    def __init__(
        self, paths: Mapping[str, Path], ways: Mapping[str, Way] = WAYS
    ) -> None:
        """Start them, and wait until every one answers."""
        self.servers: dict[str, Server] = {}
        try:
            for name, way in ways.items():
                self.servers[name] = Server(way, paths[way.framework])
            for server in self.servers.values():
                server.wait()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> "Fleet":
        """Return the servers."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """End them."""
        self.close()

    def close(self) -> None:
        """End them all, at once: each takes its time to finish what it began."""
        with ThreadPoolExecutor() as pool:
            list(pool.map(Server.close, self.servers.values()))
