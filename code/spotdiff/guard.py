"""Run a command, and leave nothing of it behind: started by `spotdiff.children`.

    python guard.py COMMAND ...

Standard input is a pipe to whoever asked for the command. Nothing is ever written
to it; it ends when the process at the other end does, however that one ends. Then,
and when the command itself has ended, all that came of the command is ended too.
"""

import contextlib
import ctypes
import os
import subprocess
import sys
import threading
from collections.abc import Sequence

import psutil

PATIENCE = 3.0  # seconds between the request to end and the end by force
BY_SIGNAL = 128  # as a shell tells of a signal: this and its number
PR_SET_CHILD_SUBREAPER = 36


def main(command: Sequence[str]) -> int:
    """Run a command to its end, and return its exit status."""
    adopt_orphans()
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    threading.Thread(target=end_with_asker, daemon=True).start()
    status = process.wait()
    end_family()
    return status if status >= 0 else BY_SIGNAL - status


def adopt_orphans() -> None:
    """Have Linux give us the processes whose own parents end before them."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def end_with_asker() -> None:
    """Wait until whoever asked is gone or has had enough, then end everything."""
    # Not through sys.stdin, whose lock this thread would hold at the very end.
    os.read(0, 1)
    end_family()
    os._exit(BY_SIGNAL)


def end_family() -> None:
    """Ask all descendants to end, and end those that do not."""
    request, force = psutil.Process.terminate, psutil.Process.kill
    for end in (request, force):
        family = psutil.Process().children(recursive=True)
        for process in family:
            with contextlib.suppress(psutil.NoSuchProcess):
                end(process)
        psutil.wait_procs(family, timeout=PATIENCE)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
