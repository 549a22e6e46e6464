"""What a ring costs: a formula, its prices, and a simulation of its messages.

In a ring of k workers a message of n bytes is cut into k pieces. In each of 2 (k - 1)
rounds every worker hands a piece to its neighbour: half of the rounds to sum the pieces
up, half to carry the sums to everybody.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import nnls

Samples = NDArray[np.float64]
CALL, ROUNDS = "call", "rounds"


@dataclass(frozen=True)
class Prices:
    """What an all-reduce is made of.

    Attributes:
        call: Seconds a call, whatever it carries.
        hop: Seconds a round, whatever a piece weighs.
        byte: Seconds a byte that a worker hands on.
    """

    call: float
    hop: float
    byte: float


@dataclass(frozen=True)
class Exchange:
    """An all-reduce that was timed.

    Attributes:
        workers: How many took part.
        size: Bytes of the message.
        seconds: How long it took.
    """

    workers: int
    size: int
    seconds: float


def rounds(workers: int) -> int:
    """Return how often each worker hands a piece on."""
    return 2 * (workers - 1)


def passed_on(size: float, workers: int) -> float:
    """Return how many bytes each worker hands on in all."""
    return rounds(workers) * size / workers


def crowding(workers: int, cores: int) -> float:
    """Return how many workers share a core."""
    return max(1.0, workers / cores)


def seconds(prices: Prices, size: float, workers: int, crowded: float = 1.0) -> float:
    """Return how long an all-reduce takes.

    Args:
        prices: Of its parts.
        size: Bytes of the message.
        workers: How many take part; a single one has nothing to do.
        crowded: How many of them share a core, and take turns.
    """
    if workers == 1:
        return 0.0
    hops = rounds(workers) * prices.hop + passed_on(size, workers) * prices.byte
    return crowded * (prices.call + hops)


def fit(timed: Sequence[Exchange], cores: int, reading: str) -> Prices:
    """Find the prices that explain what was timed, none of them negative.

    What the smallest message takes may be the price of the call or of its rounds. On
    few cores the two look alike, so the reader decides.

    The relative errors' squares are made least: a tiny message counts like a huge one.

    Args:
        timed: What was timed.
        cores: Of the machine.
        reading: `CALL` or `ROUNDS`, to which the other's price is charged.
    """
    charged = {CALL: lambda _: 1.0, ROUNDS: rounds}[reading]
    rows = [
        crowding(one.workers, cores)
        * np.array([charged(one.workers), passed_on(one.size, one.workers)])
        / one.seconds
        for one in timed
    ]
    # Seconds a byte are tiny beside seconds a call: solved in like sizes.
    scale = np.max(rows, axis=0)
    found, _ = nnls(np.array(rows) / scale, np.ones(len(rows)))
    fixed, byte = (float(price) for price in found / scale)
    return Prices(fixed, 0.0, byte) if reading == CALL else Prices(0.0, fixed, byte)


def simulate(
    prices: Prices,
    size: float,
    ready: Samples,
    noise: Samples,
    rng: np.random.Generator,
) -> Samples:
    """Let messages travel round the ring, and see when the last one has arrived.

    A worker hands on a piece as soon as it has handed on its last one and holds its
    neighbour's; so whoever is late makes its neighbour late, and at first only that.

    Args:
        prices: Of the parts.
        size: Bytes of the message.
        ready: When each worker begins, (steps, workers).
        noise: Factors by which a round may take longer, drawn from anew each time.
        rng: Draws them.

    Returns:
        When the last worker is through, (steps,).
    """
    workers = ready.shape[1]
    if workers == 1:
        return ready[:, 0]
    hop = prices.hop + size / workers * prices.byte
    now = ready + prices.call
    for _ in range(rounds(workers)):
        now = np.maximum(now, np.roll(now, 1, axis=1))
        now = now + hop * noise[rng.integers(len(noise), size=now.shape)]
    last: Samples = now.max(axis=1)
    return last
