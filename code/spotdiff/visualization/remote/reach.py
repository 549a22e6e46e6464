"""From where a TensorBoard on another machine can be reached, as far as one shows."""

import json
import socket
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

import psutil

from spotdiff.children import LOOPBACK, Child, free_port, is_listening
from spotdiff.tables import Table
from spotdiff.visualization.board import Board
from spotdiff.visualization.event_files import below
from spotdiff.visualization.remote import forward

SECONDS = 20


def addresses() -> list[str]:
    """Return the addresses of this machine, the loopback's first."""
    found = {
        each.address
        for interface in psutil.net_if_addrs().values()
        for each in interface
        if each.family == socket.AF_INET
    }
    return [LOOPBACK, *sorted(found - {LOOPBACK})]


def runs(folder: Path) -> list[str]:
    """Return the runs below a folder, as TensorBoard names them."""
    return list(below(folder))


def reached(port: int) -> dict[str, bool]:
    """Tell at which of this machine's addresses somebody answers on a port."""
    return {address: is_listening(port, address) for address in addresses()}


def table(found: Mapping[str, bool]) -> Table:
    """Say where it can be reached, without naming this machine's addresses."""
    others = [answers for address, answers in found.items() if address != LOOPBACK]
    rows = [(f"`{LOOPBACK}`, which only this machine has", yes(found[LOOPBACK]))]
    rows += [(f"its address {n} in a network", yes(a)) for n, a in enumerate(others, 1)]
    return Table(["Address", "Answers"], rows)


def yes(answer: bool) -> str:
    """Write an answer."""
    return "yes" if answer else "no"


def through_a_tunnel(board: Board) -> tuple[list[str], list[str]]:
    """Ask TensorBoard for its runs, directly and through a forwarded port.

    Returns:
        Both answers.
    """
    direct: list[str] = board.ask("runs")
    here = free_port()
    command = [sys.executable, "-m", forward.__name__, str(here), str(board.port)]
    environment = {"PYTHONPATH": ":".join(filter(None, sys.path))}
    with Child(command, environment) as tunnel:
        tunnel.listening(here, SECONDS)
        opener = build_opener(ProxyHandler({}))
        address = f"http://{LOOPBACK}:{here}/data/runs"
        with opener.open(address, timeout=SECONDS) as answer:
            forwarded = json.loads(answer.read())
    return direct, forwarded
