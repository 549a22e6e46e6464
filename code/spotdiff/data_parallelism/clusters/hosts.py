"""The same training on two hosts: network namespaces where the machine allows them.

A network namespace has interfaces and addresses of its own, and its own loopback. Two
of them, joined by a virtual cable, are two hosts to every program that runs in them;
and the cable counts what passes through it. No rights are needed, and with the last
process everything is gone.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from spotdiff.children import LOOPBACK, POLL, ChildError, free_port
from spotdiff.data_parallelism.launch import Task, loopback
from spotdiff.data_parallelism.surviving import problem
from spotdiff.data_parallelism.surviving.problem import Note
from spotdiff.data_parallelism.surviving.runs import (
    PACKAGE,
    SIDES,
    finish,
    started,
)

MODULE = "spotdiff.data_parallelism.clusters.hosts"
NAMESPACE = ["unshare", "--user", "--map-root-user", "--net"]
# All that will be needed: a cable, a second network, and a way into it.
TRIAL = "ip link add left type veth && unshare --net nsenter --version"
OTHER = ["unshare", "--net", "sleep", "600"]  # whoever has the second network
CABLE = ("left", "right")  # its two ends
PORT = 29400  # in a namespace of our own all are free
FIRST, SECOND = "10.0.0.1", "10.0.0.2"
COUNTED = "wire.json"


@dataclass(frozen=True)
class Host:
    """Where a worker runs.

    Attributes:
        address: Its own.
        port: One that is free there.
        interface: The network interface that has the address.
        enter: What starts a command there.
    """

    address: str
    port: int
    interface: str
    enter: tuple[str, ...] = ()


@dataclass(frozen=True)
class Joint:
    """What came of a training on two hosts.

    Attributes:
        notes: Of the first worker.
        sent: Bytes that the first host sent over the cable; None if there is none.
    """

    notes: list[Note]
    sent: int | None


def separate() -> bool:
    """Tell whether this machine gives us network namespaces, and tools to join them."""
    try:
        done = subprocess.run(
            [*NAMESPACE, "sh", "-c", TRIAL],
            capture_output=True,
            check=False,
            timeout=10,
        )
    except OSError:  # there is no such program, or it is not for us
        return False
    return done.returncode == 0


def command(framework: str, hosts: list[Host], index: int) -> Task:
    """Return what is typed on a host, and its environment.

    Args:
        framework: "PyTorch" or "TensorFlow".
        hosts: All of them.
        index: Which one.
    """
    script = ["-m", f"{PACKAGE}.{SIDES[framework]}"]
    here = hosts[index]
    if framework == "PyTorch":
        launcher = [sys.executable, "-m", "torch.distributed.run", "--nnodes=2"]
        meeting = [
            f"--master-addr={hosts[0].address}",
            f"--master-port={hosts[0].port}",
        ]
        where = [f"--node-rank={index}", *meeting, f"--local-addr={here.address}"]
        environment = {"GLOO_SOCKET_IFNAME": here.interface}
        return [*here.enter, *launcher, *where, *script], environment
    workers = [f"{host.address}:{host.port}" for host in hosts]
    told = {"cluster": {"worker": workers}, "task": {"type": "worker", "index": index}}
    return [*here.enter, sys.executable, *script], {"TF_CONFIG": json.dumps(told)}


def train(framework: str) -> Joint:
    """Train on two hosts: in two namespaces, or else at two addresses of this machine.

    Raises:
        ChildError: a worker failed, or was too slow.
    """
    with TemporaryDirectory() as place:
        folder = Path(place)
        problem.hand_out(folder)
        if separate():
            task = [*NAMESPACE, sys.executable, "-m", MODULE, framework, place]
            with started([(task, {})]) as children:
                finish(children)
            sent = json.loads((folder / COUNTED).read_text())
        else:
            together(framework, two_addresses(), folder)
            sent = None
        return Joint(problem.read_notes(folder, 0), sent)


def two_addresses() -> list[Host]:
    """Return two hosts that are one: two loopback addresses, with a port each."""
    ports = free_port(), free_port()
    while ports[0] == ports[1]:
        ports = free_port(), free_port()
    addresses = (LOOPBACK, "127.0.0.2")
    return [Host(*each, loopback()) for each in zip(addresses, ports, strict=True)]


def together(framework: str, hosts: list[Host], folder: Path) -> None:
    """Start a worker on each host, and wait for the end."""
    tasks = [command(framework, hosts, index) for index in range(len(hosts))]
    with started([([*task, str(folder)], own) for task, own in tasks]) as children:
        finish(children)


@contextmanager
def joined() -> Iterator[list[Host]]:
    """Make a second namespace beside ours, and lay a cable between them."""
    with subprocess.Popen(OTHER) as other:
        try:
            yield cabled(other.pid)
        finally:
            other.kill()


def cabled(other: int) -> list[Host]:
    """Lay a cable to the network of another process, and return both hosts.

    Raises:
        ChildError: a command failed, or the process has no network of its own.
    """
    wait_until_apart(other)
    enter = ("nsenter", f"--net=/proc/{other}/ns/net")
    run("ip", "link", "add", CABLE[0], "type", "veth", "peer", "name", CABLE[1])
    run("ip", "link", "set", CABLE[1], "netns", str(other))
    hosts = [Host(FIRST, PORT, CABLE[0]), Host(SECOND, PORT, CABLE[1], enter)]
    for host in hosts:
        address = f"{host.address}/24"
        run(*host.enter, "ip", "address", "add", address, "dev", host.interface)
        for interface in ("lo", host.interface):
            run(*host.enter, "ip", "link", "set", interface, "up")
    return hosts


def wait_until_apart(process: int, seconds: float = 10) -> None:
    """Wait until a process has another network than we have.

    Raises:
        ChildError: it has not within that time.
    """
    theirs, ours = (Path(f"/proc/{who}/ns/net") for who in (process, "self"))
    end = time.monotonic() + seconds
    while theirs.readlink() == ours.readlink():
        if time.monotonic() > end:
            raise ChildError("a second network was not there in time")
        time.sleep(POLL)


def run(*words: str) -> str:
    """Run a command, and return what it says.

    Raises:
        ChildError: it failed.
    """
    done = subprocess.run(
        words, capture_output=True, text=True, check=False, timeout=10
    )
    if done.returncode:
        raise ChildError(f"{' '.join(words)} ended with:\n{done.stderr}")
    return done.stdout


def counted(interface: str) -> int:
    """Return how many bytes an interface has sent."""
    told = json.loads(run("ip", "-json", "-statistics", "link", "show", interface))
    sent: int = told[0]["stats64"]["tx"]["bytes"]
    return sent


def inside(framework: str, folder: Path) -> None:
    """Train, in a namespace of our own, and leave what the cable has counted."""
    with joined() as hosts:
        together(framework, hosts, folder)
        (folder / COUNTED).write_text(json.dumps(counted(hosts[0].interface)))


if __name__ == "__main__":
    inside(sys.argv[1], Path(sys.argv[2]))
