"""A build that is interrupted leaves no process, no port and no network behind."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import psutil

from spotdiff.children import is_listening
from spotdiff.data_parallelism.clusters import hosts

PATIENCE = 60  # seconds; two suffice on an idle machine
# Whoever starts pytest in the background may have SIGINT ignored.
BUILD = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
"""
HOSTS = """
from spotdiff.data_parallelism.clusters import hosts
hosts.train("TensorFlow")
"""
DISTURBED = """
from spotdiff.data_parallelism.surviving import runs
runs.disturbed("PyTorch")
"""
Family = Sequence[psutil.Process]


def eventually(test: Callable[[], bool]) -> bool:
    end = time.monotonic() + PATIENCE
    while not test() and time.monotonic() < end:
        time.sleep(0.05)
    return test()


def interrupted(code: str, ready: Callable[[Family], bool], number: int) -> Family:
    """Interrupt a build once its family is ready, and return who belonged to it."""
    command = [sys.executable, "-c", BUILD + code]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as build:
        asked = psutil.Process(build.pid)
        try:
            assert eventually(lambda: ready(asked.children(recursive=True)))
            family: Family = asked.children(recursive=True)
            build.send_signal(number)
            build.wait(PATIENCE)
        finally:
            build.kill()
    return family


def call(process: psutil.Process) -> str:
    """Return how a process was called; nothing if it has ended meanwhile."""
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def networks(processes: Family) -> set[str]:
    """Return the network namespaces in which processes live."""
    found = set()
    for process in processes:
        link = Path(f"/proc/{process.pid}/ns/net")
        try:
            found.add(str(link.readlink()))
        except OSError:  # it has ended, or is not ours to look at
            continue
    return found


def ports(processes: Family) -> set[int]:
    """Return the ports on which processes listen."""
    listening = psutil.CONN_LISTEN
    found = set()
    for process in processes:
        try:
            sockets = process.net_connections("tcp")
        except psutil.Error:
            continue
        found |= {each.laddr.port for each in sockets if each.status == listening}
    return found


def test_no_process_and_no_network_of_two_hosts_of_a_killed_build() -> None:
    own: set[str] = set()

    def both_work(family: Family) -> bool:
        own.update(networks(family))
        calls = list(map(call, family))
        return sum("-m spotdiff" in c and "tensorflow_tr" in c for c in calls) >= 2

    family = interrupted(HOSTS, both_work, signal.SIGKILL)
    assert len(family) >= 2
    assert eventually(lambda: not any(one.is_running() for one in family))
    theirs = own - networks([psutil.Process()])
    assert bool(theirs) == hosts.separate()
    assert not theirs & networks(list(psutil.process_iter()))


def test_no_process_and_no_port_of_a_team_of_a_stopped_build() -> None:
    seen: set[int] = set()

    def they_meet(family: Family) -> bool:
        seen.update(ports(family))
        return bool(seen)

    family = interrupted(DISTURBED, they_meet, signal.SIGINT)
    assert eventually(lambda: not any(one.is_running() for one in family))
    assert not any(is_listening(port) for port in seen)
