"""Questions by one client, and by many at once: how long they take."""

import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from spotdiff.classifier.problem import Array
from spotdiff.deployment.serving.servers import NAMES, WAYS, Caller, Fleet, Server, Way

ROUNDS = 3
SECONDS = 0.15  # of one turn


class Asked(NamedTuple):
    """Whom one asks, and how.

    Attributes:
        way: By its name in `WAYS`.
        framework: "PyTorch" or "TensorFlow".
    """

    way: str
    framework: str


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


def turn(server: Server, way: Way, pixels: Array, clients: int, seconds: float) -> Turn:
    """Let clients ask a server, each its next question when it has its answer.

    Args:
        server: Which.
        way: How.
        pixels: Of each question.
        clients: How many ask at once; each has a thread and a connection.
        seconds: How long they go on asking.
    """
    callers = [Caller(server, way, pixels) for _ in range(clients)]
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


def measure(
    fleet: Fleet,
    pixels: Array,
    clients: int,
    ways: Iterable[str] = tuple(WAYS),
    rounds: int = ROUNDS,
    seconds: float = SECONDS,
) -> dict[Asked, Load]:
    """Measure servers in turns, so that a slow moment of the machine hits all.

    Args:
        fleet: The servers, ready to answer; all but one are paused at any time.
        pixels: Of each question.
        clients: How many at once.
        ways: The names of those that are measured.
        rounds: How many.
        seconds: Of each turn.

    Returns:
        What was done, by way and framework.
    """
    shuffle = np.random.default_rng(0).permutation
    turns = [(way, framework) for way in ways for framework in NAMES]
    found = {Asked(way, NAMES[framework]): Load() for way, framework in turns}
    with fleet.paused() as awake:
        for index in (i for _ in range(rounds) for i in shuffle(len(turns))):
            name, framework = turns[index]
            server = fleet.of(WAYS[name], framework)
            with awake(server):
                seen = turn(server, WAYS[name], pixels, clients, seconds)
            load = found[Asked(name, NAMES[framework])]
            load.taken.extend(seen.taken)
            load.rates.append(len(seen.taken) / seen.wall)
    return found
