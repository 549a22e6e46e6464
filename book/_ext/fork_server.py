"""Kernels that need not import what every page imports: they are forked.

    python -P fork_server.py SOCKET PRELOAD

Runs what is in the file PRELOAD once, then listens at a socket. Each connection brings
an order, one line of JSON with the arguments, the folder and the variables of a kernel,
and gets a fork of this process that is that kernel. The connection lasts as long as
the kernel: when the kernel ends, its exit status is sent, and when whoever ordered it
is gone, it is killed. Standard input is a pipe to the build; when that ends, so does
all this, and the socket's folder is removed with all that the kernels have left in it.

No thread may be started before a fork, and nothing may be computed: what a library
keeps running would not be there in the fork. Importing starts none that matters.
"""

import contextlib
import ctypes
import gc
import json
import os
import selectors
import shutil
import signal
import socket
import sys
import traceback
import warnings
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

# They come to all that a terminal has started, and the build then ends this.
FOR_THE_BUILD = signal.SIGINT, signal.SIGTERM
PR_SET_PDEATHSIG = 1
LONGEST_ORDER = 1 << 20  # bytes: the variables of a kernel are a few thousand


@dataclass
class Server:
    """Who listens, and the kernels that run.

    Attributes:
        listening: the socket that orders come to.
        deaths: the end of a pipe that can be read when a kernel has ended.
        kernels: the connection of each kernel, by process.
        watched: everything that may have something to say.
    """

    listening: socket.socket
    deaths: int
    kernels: dict[int, socket.socket] = field(default_factory=dict)
    watched: selectors.BaseSelector = field(default_factory=selectors.DefaultSelector)

    def serve(self) -> None:
        """Fork for whoever asks, until the build is gone."""
        build = sys.stdin.fileno()
        for source in (build, self.deaths, self.listening):
            self.watched.register(source, selectors.EVENT_READ)
        while True:
            for key, _ in self.watched.select():
                if key.fileobj == build:
                    return
                self.attend(key.fileobj)

    def attend(self, source: Any) -> None:
        """See to whoever has something to say."""
        if source == self.listening:
            connection, _ = self.listening.accept()
            self.fork(connection)
        elif source == self.deaths:
            os.read(self.deaths, 1 << 16)
            self.bury()
        else:  # A connection on which nothing is ever said: it has ended.
            self.watched.unregister(source)
            for process, connection in self.kernels.items():
                if connection == source:
                    os.kill(process, signal.SIGKILL)

    def fork(self, connection: socket.socket) -> None:
        """Start the kernel that a connection orders."""
        with connection.makefile("rb") as lines:
            order = json.loads(lines.readline(LONGEST_ORDER))
        server = os.getpid()
        with warnings.catch_warnings():
            # Python warns of the threads that libraries keep waiting for work.
            warnings.filterwarnings("ignore", ".*multi-threaded, use of fork")
            process = os.fork()
        if process == 0:
            self.become(order, server)
        self.kernels[process] = connection
        self.watched.register(connection, selectors.EVENT_READ)

    def become(self, order: dict[str, Any], server: int) -> None:
        """Be a kernel, and nothing of the server, to the end."""
        status = 1
        try:
            end_with(server)
            self.let_go()
            os.setsid()  # Ctrl-C is for the build
            os.chdir(order["folder"])
            os.environ.clear()
            os.environ.update(order["variables"])
            run_kernel(order["arguments"], server)
            status = 0
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else 1
        except BaseException:
            # Past this function nobody would print it.
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)

    def let_go(self) -> None:
        """Close in a kernel what is the server's."""
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGCHLD, *FOR_THE_BUILD):
            signal.signal(number, signal.SIG_DFL)
        self.watched.close()
        self.listening.close()
        os.close(self.deaths)
        for connection in self.kernels.values():
            connection.close()
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)

    def bury(self) -> None:
        """Tell of each kernel that has ended how it ended."""
        while self.kernels:
            process, status = os.waitpid(-1, os.WNOHANG)
            if not process:
                return
            connection = self.kernels.pop(process)
            if connection.fileno() in self.watched.get_map():
                self.watched.unregister(connection)
            # Whoever ordered it may have been killed together with it.
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                connection.sendall(b"%d\n" % os.waitstatus_to_exitcode(status))
            connection.close()

    def kill_all(self) -> None:
        """Leave no kernel behind."""
        for process in self.kernels:
            os.kill(process, signal.SIGKILL)


def end_with(server: int) -> None:
    """Have Linux kill this process when the server has ended, however that ended."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    # It may have ended before.
    if os.getppid() != server:
        sys.exit(1)


def run_kernel(arguments: list[str], server: int) -> None:
    """Run a kernel to its end."""
    from ipykernel.kernelapp import IPKernelApp

    # Elsewhere it looks from time to time whether the server is still there.
    parent = f"--IPKernelApp.parent_handle={server}"
    sys.argv = ["ipykernel_launcher", *arguments]
    IPKernelApp.launch_instance([*arguments, parent])


def main(address: Path, preload: Path) -> None:
    """Import what every kernel imports, and serve."""
    for number in FOR_THE_BUILD:
        signal.signal(number, signal.SIG_IGN)
    exec(preload.read_text("utf-8"), {"__name__": "preload"})
    # What is imported is there for good: no kernel has to go through all of it in
    # search of what could be freed, nor copies the memory by doing so.
    gc.freeze()
    deaths, told = os.pipe()
    os.set_blocking(told, False)
    signal.set_wakeup_fd(told, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda number, frame: None)
    with socket.socket(socket.AF_UNIX) as listening:
        # Whoever sees the socket can connect to it.
        unfinished = address.with_suffix(".new")
        listening.bind(str(unfinished))
        listening.listen()
        unfinished.rename(address)
        server = Server(listening, deaths)
        try:
            server.serve()
        finally:
            server.kill_all()
            # A build that was killed cannot.
            shutil.rmtree(address.parent, ignore_errors=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
    # To take down all that was imported takes seconds, and somebody waits.
    os._exit(0)
