"""The servers of this chapter, started, waited for, asked and ended."""

import http.client
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import psutil

from spotdiff.children import LOOPBACK, Child, free_port
from spotdiff.classifier.problem import Array
from spotdiff.deployment.serving.program import FRAMEWORKS, PROTOCOLS
from spotdiff.deployment.serving.questions import BYTES, FLOAT, JSON
from spotdiff.deployment.serving.tensorflow_client import Client

PATIENCE = 120.0  # seconds for a server to come up
ANSWER = 30.0  # seconds for one answer
PROGRAM = "spotdiff.deployment.serving.program"


class Kind(NamedTuple):
    """A server, by what it speaks and what it serves.

    Attributes:
        protocol: "rest", "grpc" or "litserve".
        framework: "torch" or "tensorflow".
    """

    protocol: str
    framework: str


class Way(NamedTuple):
    """One way to ask.

    Attributes:
        protocol: Of the server.
        route: Over HTTP.
        form: Of the question over HTTP, as a media type.
    """

    protocol: str
    route: str = "/predict"
    form: str = JSON


WAYS = {
    "REST, JSON": Way("rest"),
    "REST, bytes": Way("rest", form=BYTES),
    "gRPC": Way("grpc"),
    "LitServe": Way("litserve"),
    "LitServe, in batches": Way("litserve", "/batched"),
}
NAMES = {"torch": "PyTorch", "tensorflow": "TensorFlow"}
KINDS = tuple(Kind(*each) for each in product(PROTOCOLS, FRAMEWORKS))


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


def as_json(pixels: Array) -> bytes:
    """Write a question as JSON."""
    return json.dumps({"pixels": pixels.tolist()}).encode()


def as_bytes(pixels: Array) -> bytes:
    """Write a question as bytes."""
    return pixels.astype(FLOAT).tobytes()


def from_json(body: bytes) -> Array:
    """Read scores, (n, 10), from JSON."""
    return np.array(json.loads(body)["scores"], np.float32)


def from_bytes(body: bytes) -> Array:
    """Read scores, (n, 10), from bytes."""
    return np.frombuffer(body, FLOAT).reshape(-1, 10)


WRITE = {JSON: as_json, BYTES: as_bytes}
READ = {JSON: from_json, BYTES: from_bytes}


class Connection:
    """A client over HTTP that keeps its connection as long as the server does."""

    def __init__(self, port: int) -> None:
        """Connect with the first question."""
        self._http = http.client.HTTPConnection(LOOPBACK, port, timeout=ANSWER)

    def __enter__(self) -> "Connection":
        """Return the client."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connection."""
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self._http.close()

    def ask(
        self,
        method: str,
        route: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Send a request as it is."""
        self._http.request(method, route, body, dict(headers or {}))
        answer = self._http.getresponse()
        return Reply(answer.status, answer.read())

    def post(self, body: bytes, route: str = "/predict", form: str = JSON) -> Reply:
        """Send a question."""
        return self.ask("POST", route, body, {"Content-Type": form})


class Server:
    """A server in a process of its own, until it is closed.

    Args:
        kind: Which.
        path: The exported model.
        options: More arguments of the program.
    """

    def __init__(self, kind: Kind, path: Path, options: Iterable[str] = ()) -> None:
        """Start it, and do not wait for it."""
        self.kind, self.port = kind, free_port()
        place = [str(path.absolute()), "--port", str(self.port)]
        # The source root, so that the program is found wherever this one runs.
        root = str(Path(__file__).parents[3])
        quiet = {"TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONPATH": root}
        command = [sys.executable, "-m", PROGRAM, *kind, *place, *options]
        self.child = Child(command, quiet)

    @property
    def address(self) -> str:
        """Host and port."""
        return f"{LOOPBACK}:{self.port}"

    def connect(self) -> Connection:
        """Return a client over HTTP."""
        return Connection(self.port)

    def family(self) -> list[psutil.Process]:
        """Return its process, and all that this one has started.

        Raises:
            ChildError: It has ended.
        """
        first = psutil.Process(self.child.pid)
        return [first, *first.children(recursive=True)]

    def pause(self) -> None:
        """Keep it from computing anything at all."""
        for process in self.family():
            process.suspend()

    def resume(self) -> None:
        """Let it go on."""
        for process in self.family():
            process.resume()

    def wait(self) -> None:
        """Wait until it answers.

        Raises:
            ChildError: It ended, or did not answer in time.
        """
        self.child.listening(self.port, PATIENCE)
        self.child.until(self.ready, PATIENCE, "ready to answer")

    def ready(self) -> bool:
        """Ask whether it can be asked."""
        if self.kind.protocol == "grpc":
            with Client(self.address) as client:
                return client.available()
        with self.connect() as connection:
            return connection.ask("GET", "/health").status == 200

    def close(self) -> None:
        """End it."""
        self.child.stop()


class Caller:
    """A client that keeps its connection, and asks one question again and again.

    Args:
        server: Which is asked.
        way: How.
        pixels: Of the question, written once and sent each time.
    """

    def __init__(self, server: Server, way: Way, pixels: Array) -> None:
        """Write the question."""
        self.ask: Callable[[], object]
        if way.protocol == "grpc":
            client = Client(server.address)
            question = client.question(pixels)
            self._client: Client | Connection = client
            self.ask = lambda: client.ask(question)
        else:
            connection, body = server.connect(), WRITE[way.form](pixels)
            self._client = connection
            self.ask = lambda: answered(connection.post(body, way.route, way.form))

    def close(self) -> None:
        """Close the connection."""
        self._client.close()


def answered(reply: Reply) -> bytes:
    """Return the body of an answer.

    Raises:
        RuntimeError: It is a refusal.
    """
    if reply.status != 200:
        raise RuntimeError(f"{reply.status}: {reply.body!r}")
    return reply.body


def scores(server: Server, way: Way, pixels: Array) -> Array:
    """Ask once for scores, (n, 10)."""
    if way.protocol == "grpc":
        with Client(server.address) as client:
            return client.predict(pixels)
    with server.connect() as connection:
        reply = connection.post(WRITE[way.form](pixels), way.route, way.form)
        return READ[way.form](answered(reply))


class Fleet:
    """All servers at once, each on the model of its framework.

    Args:
        paths: The exported models, by framework: "torch" and "tensorflow".
        kinds: Which servers.
        options: More arguments for some of them.
    """

    def __init__(
        self,
        paths: Mapping[str, Path],
        kinds: Iterable[Kind] = KINDS,
        options: Mapping[Kind, Iterable[str]] | None = None,
    ) -> None:
        """Start them, and wait until every one answers."""
        self.servers: dict[Kind, Server] = {}
        more = options or {}
        try:
            for kind in kinds:
                path = paths[kind.framework]
                self.servers[kind] = Server(kind, path, more.get(kind, ()))
            for server in self.servers.values():
                server.wait()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> "Fleet":
        """Return the servers."""
        return self

    def __exit__(self, *_: object) -> None:
        """End them."""
        self.close()

    @contextmanager
    def paused(self) -> Iterator[Callable[[Server], AbstractContextManager[None]]]:
        """Pause all, as some of them are busy when nobody asks; wake one at a time."""

        @contextmanager
        def awake(server: Server) -> Iterator[None]:
            server.resume()
            yield
            server.pause()

        try:
            for server in self.servers.values():
                server.pause()
            yield awake
        finally:
            for server in self.servers.values():
                server.resume()

    def of(self, way: Way, framework: str) -> Server:
        """Return the server that is asked in a way about a framework's model."""
        return self.servers[Kind(way.protocol, framework)]

    def close(self) -> None:
        """End them all, at once: each takes its time to finish what it began."""
        with ThreadPoolExecutor() as pool:
            list(pool.map(Server.close, self.servers.values()))
