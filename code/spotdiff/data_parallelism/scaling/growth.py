"""How a training step grows with the workers: measured, computed, simulated."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spotdiff.data_parallelism.scaling import ring
from spotdiff.data_parallelism.scaling.problem import (
    ALONE,
    EXCHANGE,
    GRADIENT,
    IMAGES,
    PARALLEL,
    SINGLE,
    STRONG,
    TEAMS,
    WEAK,
    WORKERS,
    Timed,
    images_each,
)
from spotdiff.data_parallelism.scaling.ring import Exchange, Prices
from spotdiff.data_parallelism.scaling.teams import MODULES, Measured
from spotdiff.measure import Timing

TOGETHER = 1024  # images of a step that all workers share, projected
PROJECTED = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024)
SIMULATED = (2, 4, 8, 64, 1024)
STEPS = 40  # simulated


@dataclass(frozen=True)
class Machine:
    """What was learnt of a framework on this machine.

    Attributes:
        start: Seconds of a step that it costs whatever the images.
        image: Seconds an image.
        prices: Of an all-reduce, its rounds charged with all that is not bytes.
        kinder: The same, with a call charged instead.
        late: Factors of the time that a worker takes for its share of a step.
        delayed: Factors of the time that an all-reduce takes.
    """

    start: float
    image: float
    prices: Prices
    kinder: Prices
    late: NDArray[np.float64]
    delayed: NDArray[np.float64]

    def computing(self, images: float) -> float:
        """Return the seconds that a worker computes in a step."""
        return self.start + self.image * images

    def step(self, load: str, workers: int, *, kinder: bool = False) -> float:
        """Return the seconds of a step, each worker with a core of its own."""
        prices = self.kinder if kinder else self.prices
        exchange = ring.seconds(prices, GRADIENT, workers)
        return self.computing(share(load, workers)) + exchange

    def efficiency(self, load: str, workers: int, seconds: float) -> float:
        """Return the part of the workers' time that one worker would need too."""
        alone = self.step(load, 1) * (1 if load == STRONG else workers)
        return alone / (workers * seconds)


def share(load: str, workers: int) -> float:
    """Return how many images each worker sees in a projected step."""
    return TOGETHER / workers if load == STRONG else IMAGES


def exchanges(measured: Measured, framework: str) -> list[Exchange]:
    """Return all that a framework's teams exchanged, and how long it took."""
    return [
        Exchange(workers, timed.size, found.timing(timed).median)
        for (name, workers), found in measured.items()
        for timed in found.samples
        if name == framework and timed.what == EXCHANGE
    ]


def learn(measured: Measured, framework: str, cores: int) -> Machine:
    """Learn from what was measured how a framework's step grows.

    Args:
        measured: By all teams.
        framework: "PyTorch" or "TensorFlow".
        cores: Of this machine.
    """
    shares = [IMAGES // workers for workers in WORKERS]
    taken = [single(measured, framework, size).median for size in shares]
    image, start = np.polyfit(shares, taken, 1, w=1 / np.array(taken))
    pair = measured[framework, 2].samples
    exchanged = exchanges(measured, framework)
    return Machine(
        max(0.0, float(start)),
        float(image),
        ring.fit(exchanged, cores, ring.ROUNDS),
        ring.fit(exchanged, cores, ring.CALL),
        spread([pair[Timed(ALONE, images_each(load, 2))] for load in (STRONG, WEAK)]),
        spread([pair[Timed(EXCHANGE, GRADIENT)]]),
    )


def spread(samples: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    """Return how many times the median each sample took."""
    return np.concatenate([(each / np.median(each)).ravel() for each in samples])


def simulated(
    machine: Machine, load: str, workers: int, steps: int = STEPS, seed: int = 0
) -> Timing:
    """Simulate steps, with workers and messages as unpunctual as they were measured."""
    rng = np.random.default_rng(seed)
    computing = machine.computing(share(load, workers))
    ready = computing * rng.choice(machine.late, (steps, workers))
    delayed = machine.delayed
    return Timing(ring.simulate(machine.prices, GRADIENT, ready, delayed, rng))


def step_of(measured: Measured, framework: str, load: str, workers: int) -> Timing:
    """Return how long a team's step took; one worker has no one to wait for."""
    if workers == 1:
        return single(measured, framework, IMAGES)
    timed = Timed(PARALLEL, images_each(load, workers))
    return measured[framework, workers].timing(timed)


def single(measured: Measured, framework: str, images: int) -> Timing:
    """Return how long one worker's step took while all others waited."""
    return measured[framework, min(TEAMS)].timing(Timed(SINGLE, images))


def exchange_share(
    measured: Measured, framework: str, load: str, workers: int
) -> float:
    """Return the part of a step that is there only because there are others."""
    found, images = measured[framework, workers], images_each(load, workers)
    alone = found.timing(Timed(ALONE, images)).median
    return 1 - alone / step_of(measured, framework, load, workers).median


def speed_up(measured: Measured, framework: str, load: str, workers: int) -> float:
    """Return how many times the images a second of one process a team has."""
    one = step_of(measured, framework, load, 1).median
    step = step_of(measured, framework, load, workers).median
    return (workers * images_each(load, workers) / step) / (IMAGES / one)


FRAMEWORKS = tuple(MODULES)
