"""Questions by one client, and by many at once: how long they take."""

import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from spotdiff.classifier.problem import Array
from spotdiff.deployment.serving.servers import Caller, Server

ROUNDS = 3
SECONDS = 0.4  # of one turn
CLIENTS = (1, 4, 16)


@dataclass
class Load:
    """What one server did for so many clients.

    Attributes:
        taken: Seconds of each question, over all turns.
        rates: Questions answered a second, one entry a turn.
    """

    taken: list[float] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Questions answered a second: the median turn."""
        return float(np.median(self.rates))

    def percentile(self, share: float) -> float:
        """Return within how many seconds so many of 100 questions were answered."""
        return float(np.percentile(self.taken, share))


class Turn(NamedTuple):
    """One turn of one server.

    Attributes:
        taken: Seconds of each question.
        wall: Seconds from the first question to the last answer.
    """

    taken: NDArray[np.float64]
    wall: float


def turn(server: Server, pixels: Array, clients: int, seconds: float) -> Turn:
    """Let clients ask a server, each its next question when it has its answer.

    Args:
        server: Which.
        pixels: Of each question.
        clients: How many ask at once; each has a thread and a connection.
        seconds: How long they go on asking.
    """
    callers = [Caller(server, pixels) for _ in range(clients)]
    taken: list[list[float]] = [[] for _ in callers]
    failed: list[BaseException] = []
    start = threading.Barrier(clients + 1)

    def go(caller: Caller, mine: list[float]) -> None:
        try:
            caller.ask()  # opens the connection
            start.wait()
            end = time.perf_counter() + seconds
            while (begun := time.perf_counter()) < end:
                caller.ask()
                mine.append(time.perf_counter() - begun)
        except BaseException as error:
            failed.append(error)
            start.abort()

    threads = [
        threading.Thread(target=go, args=pair)
        for pair in zip(callers, taken, strict=True)
    ]
    for thread in threads:
        thread.start()
    # Broken by a thread that failed; the failure itself is raised below.
    with suppress(threading.BrokenBarrierError):
        start.wait()
    begun = time.perf_counter()
    for thread in threads:
        thread.join()
    wall = time.perf_counter() - begun
    for caller in callers:
        caller.close()
    if failed:
        raise failed[0]
    return Turn(np.concatenate(taken), wall)


Loads = dict[int, dict[str, Load]]


def measure(
    servers: Mapping[str, Server],
    pixels: Array,
    clients: Sequence[int] = CLIENTS,
    rounds: int = ROUNDS,
    seconds: float = SECONDS,
) -> Loads:
    """Measure servers in turns, so that a slow moment of the machine hits all.

    Args:
        servers: By name, ready to answer; all others idle in a server's turn.
        pixels: Of each question.
        clients: How many at once; each number has its own rounds.
        rounds: How many.
        seconds: Of each turn.

    Returns:
        By the number of clients, what each server did.
    """
    shuffle = np.random.default_rng(0).permutation
    found: Loads = {n: {name: Load() for name in servers} for n in clients}
    for number in clients:
        for _ in range(rounds):
            for name in shuffle(list(servers)):
                seen = turn(servers[name], pixels, number, seconds)
                load = found[number][name]
                load.taken.extend(seen.taken)
                load.rates.append(len(seen.taken) / seen.wall)
    return found
