"""Programs that run beside this one, and never longer: servers, launchers, workers."""

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType

import psutil

from spotdiff import guard

TAIL = 20  # lines
POLL = 0.05  # seconds
LOOPBACK = "127.0.0.1"


class ChildError(RuntimeError):
    """A program did not do what it was started for; the message has its last words."""


def free_port() -> int:
    """Return a port of the loopback address that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
    return port


def is_listening(port: int, address: str = LOOPBACK) -> bool:
    """Tell whether somebody listens on a port."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((address, port)) == 0


class Child:
    """A program with all that it starts, ended together.

    It ends with `stop`, with the `with` block, and with this process, even where that
    one is killed: see `spotdiff.guard`.

    Args:
        command: The program and its arguments.
        environment: Variables set for it, on top of this process's own.
        folder: The folder it works in; this process's own by default.
    """

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str] | None = None,
        folder: Path | None = None,
    ) -> None:
        """Start the program."""
        self.command = list(command)
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 (closed by `stop`)
        self._last_words = b""
        self._process = subprocess.Popen(
            # -P: modules that stand beside the guard are not for it.
            [sys.executable, "-P", guard.__file__, *self.command],
            stdin=subprocess.PIPE,
            stdout=self._said,
            stderr=subprocess.STDOUT,
            env={**os.environ, **(environment or {})},
            cwd=folder,
            start_new_session=True,
        )

    def __enter__(self) -> "Child":
        """Return the program, already running."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """End the program."""
        self.stop()

    @property
    def running(self) -> bool:
        """Whether it, or anything it started, still runs."""
        return self._process.poll() is None

    @property
    def pid(self) -> int:
        """The program's own process number.

        Raises:
            ChildError: it has ended.
        """
        if self.running:
            # The guard's first child is the program; orphans come later.
            family = psutil.Process(self._process.pid).children()
            if family:
                return int(min(family, key=psutil.Process.create_time).pid)
        raise self._error("has ended")

    def output(self) -> str:
        """Return what it has said so far, errors included."""
        if self._said.closed:
            return self._last_words.decode(errors="replace")
        size = os.fstat(self._said.fileno()).st_size
        return os.pread(self._said.fileno(), size, 0).decode(errors="replace")

    def wait(self, seconds: float) -> int:
        """Wait for its end, and return its exit status: 128 and n after signal n.

        Raises:
            ChildError: it did not end in time, and has been ended.
        """
        try:
            status = self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.stop()
            raise self._error(f"did not end within {seconds:g} s") from None
        self.stop()
        return status

    def until(
        self, test: Callable[[], bool], seconds: float, what: str = "ready"
    ) -> None:
        """Wait until a test holds.

        Args:
            test: Asked several times a second.
            seconds: How long to wait.
            what: What the program should be by then, for the message.

        Raises:
            ChildError: it ended before, or was not in time, and has been ended.
        """
        end = time.monotonic() + seconds
        while not test():
            if not self.running:
                self.stop()
                raise self._error(f"ended before it was {what}")
            if time.monotonic() > end:
                self.stop()
                raise self._error(f"was not {what} within {seconds:g} s")
            time.sleep(POLL)

    def listening(self, port: int, seconds: float = 60) -> None:
        """Wait until the program listens on a port of the loopback address.

        Raises:
            ChildError: as with `until`; somebody else may have the port.
        """
        self.until(lambda: self._listens(port), seconds, f"listening on {port}")

    def _listens(self, port: int) -> bool:
        """Tell whether who listens on a port is the program, or what it started."""
        if not is_listening(port):
            return False
        # A port that was free may have been taken meanwhile.
        with contextlib.suppress(psutil.NoSuchProcess):
            for process in psutil.Process(self._process.pid).children(recursive=True):
                for each in process.net_connections():
                    if (each.status, each.laddr.port) == (psutil.CONN_LISTEN, port):
                        return True
        return False

    def kill(self) -> None:
        """End the program by force, as a crash would, and not what it started.

        Raises:
            ChildError: it has ended.
        """
        psutil.Process(self.pid).kill()

    def stop(self) -> None:
        """End the program and all that it started; what it said is kept."""
        if self._said.closed:
            return
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            self._process.wait(3 * guard.PATIENCE)
        finally:
            self._process.kill()
            self._process.wait()
            self._last_words = self.output().encode()
            self._said.close()

    def _error(self, what: str) -> ChildError:
        name = " ".join(Path(part).name for part in self.command[:4])
        said = self.output().strip().splitlines()[-TAIL:]
        return ChildError("\n".join([f"{name} {what}; it said:", *said]))
