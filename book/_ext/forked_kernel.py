"""A kernel as the build sees it: a process that lasts as long as a fork elsewhere.

    python forked_kernel.py SOCKET ARGUMENTS ...

Orders a kernel from `fork_server`, waits until it has ended, and ends as it did. Where
this process is killed, so is the kernel.
"""

import json
import os
import signal
import socket
import sys
from pathlib import Path

BY_SIGNAL = 128  # as a shell tells of a signal: this and its number


def main(address: str, *arguments: str) -> int:
    """Order a kernel, and return its exit status when it has ended."""
    # Who is about to kill this process interrupts it first.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    order = {
        "arguments": arguments,
        "folder": str(Path.cwd()),
        "variables": dict(os.environ),
    }
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(address)
            connection.sendall(json.dumps(order).encode() + b"\n")
            with connection.makefile() as answer:
                line = answer.readline()
    except OSError:
        sys.exit("who forks the kernels is gone: build again")
    # Without an answer, the server itself is gone.
    status = int(line) if line else -signal.SIGKILL
    return status if status >= 0 else BY_SIGNAL - status


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
