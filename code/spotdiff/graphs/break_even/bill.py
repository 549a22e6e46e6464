"""What each mode asks for before it is any use, and what a call costs then."""

import logging
import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from types import ModuleType
from typing import Any

import numpy as np
from torch._inductor.utils import fresh_cache

from spotdiff.graphs.break_even import tensorflow1_side, tensorflow_side, torch_side
from spotdiff.graphs.break_even.problem import SIZES, Array, activations, numbers
from spotdiff.measure import (
    Call,
    Ratio,
    Timing,
    largest_difference,
    no_wait,
    ratio,
    time_together,
)
from spotdiff.runtime import unavailable

SIDES: dict[str, ModuleType] = {
    "PyTorch": torch_side,
    "TensorFlow": tensorflow_side,
    "TensorFlow 1": tensorflow1_side,
}
# What each compiled mode would be without: its framework as it stands.
PLAIN = {
    "PyTorch compiled": "PyTorch eager",
    "TensorFlow function": "TensorFlow eager",
    "TensorFlow XLA": "TensorFlow eager",
    "TensorFlow 1 session": "TensorFlow eager",
}
# Three sizes that nobody has seen before, and the first of them again.
NEW_SIZES = (1_000, 2_000, 3_000)
REPEATS = 3
# Four activations in float32, each right to a few units of 6e-8, of numbers below 6.
TOLERANCE = 5e-6


@dataclass(frozen=True)
class Bill:
    """Seconds that calls take while a mode gets ready, medians of a few runs.

    Attributes:
        mode: The framework and the way to run it.
        first: The first call of all.
        second: A call of a size not seen before.
        third: A call of a third size.
        again: A call of the first size once more.
    """

    mode: str
    first: float
    second: float
    third: float
    again: float


def modes() -> dict[str, tuple[ModuleType, str]]:
    """Return side and mode of every way to run that is possible here, by name."""
    every = {
        f"{name} {mode}": (side, mode)
        for name, side in SIDES.items()
        for mode in side.MODES
    }
    return {name: way for name, way in every.items() if not unavailable(name)}


@contextmanager
def expected_retracing() -> Iterator[None]:
    """Keep TensorFlow's warning of retraces to itself: here they are wanted."""
    logger = logging.getLogger("tensorflow")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)


def bills(repeats: int = REPEATS, synchronize: Call = no_wait) -> dict[str, Bill]:
    """Time the first calls in every mode that has something to prepare.

    PyTorch's compiler keeps what it has compiled on disk. It is timed twice: once
    with an empty folder, and then with the folder as that run left it.

    Args:
        repeats: How often each is prepared afresh; with an empty folder, once.
        synchronize: Waits for the devices.

    Returns:
        The bills by mode; "PyTorch compiled, kept" is the one from disk.
    """
    found = {}
    ways = {name: way for name, way in modes().items() if name in PLAIN}
    with fresh_cache(), expected_retracing():
        for name, (side, mode) in ways.items():
            # The first use of a compiler starts it, which is not our program's doing.
            side.fresh(mode)(side.place(numbers(5)))
            if name == "PyTorch compiled":
                found[name] = bill(name, side, mode, 1, synchronize)
                name = f"{name}, kept"
            found[name] = bill(name, side, mode, repeats, synchronize)
    return found


def bill(
    name: str, side: ModuleType, mode: str, repeats: int, synchronize: Call
) -> Bill:
    """Time the first calls of a mode a few times over, and take medians."""
    samples = [calls(side.fresh(mode), side.place, synchronize) for _ in range(repeats)]
    return Bill(name, *map(float, np.median(np.array(samples), axis=0)))


def calls(
    run: Callable[[Any], Any], place: Callable[[Array], Any], synchronize: Call
) -> list[float]:
    """Time the first calls of a function: three sizes, and the first again."""
    seconds = []
    for size in (*NEW_SIZES, NEW_SIZES[0]):
        x = place(numbers(size))
        synchronize()
        start = time.perf_counter()
        run(x)
        synchronize()
        seconds.append(time.perf_counter() - start)
    return seconds


def steady(
    sizes: Sequence[int] = SIZES, repeats: int = 15, synchronize: Call = no_wait
) -> dict[int, dict[str, Timing]]:
    """Time a call of every mode once everything is ready.

    Args:
        sizes: How many numbers go through the chain.
        repeats: Samples a mode and size.
        synchronize: Waits for the devices.

    Returns:
        The timings, by size and mode.

    Raises:
        ValueError: A mode does not give NumPy's numbers.
    """
    runs = {name: (side, side.fresh(mode)) for name, (side, mode) in modes().items()}
    timings = {}
    with expected_retracing():
        for size in sizes:
            x = numbers(size)
            ready = {
                name: partial(checked(name, run, side.place(x), x), side.place(x))
                for name, (side, run) in runs.items()
            }
            timings[size] = time_together(ready, repeats, synchronize)
    return timings


def checked(
    name: str, run: Callable[[Any], Any], placed: Any, x: Array
) -> Callable[[Any], Any]:
    """Return a function that gives NumPy's numbers, or refuse it.

    Raises:
        ValueError: It does not.
    """
    gap = apart(run(placed), x)
    if gap > TOLERANCE:
        raise ValueError(f"{name} is {gap} away from NumPy")
    return run


def apart(result: Any, x: Array) -> float:
    """Return the largest difference between a result and NumPy's in float64."""
    array = result.cpu() if hasattr(result, "cpu") else result
    return largest_difference(np.asarray(array), activations(x)).absolute


@dataclass(frozen=True)
class BreakEven:
    """After how many calls a mode has paid for itself.

    Attributes:
        mode: The framework and the way to run it.
        size: How many numbers go through the chain.
        gain: Time of a plain call over that of this mode's.
        calls: How many calls, the first included, take no longer than as many
            plain ones; None where a call of this mode is not clearly cheaper.
    """

    mode: str
    size: int
    gain: Ratio
    calls: int | None


def break_even(
    first: Mapping[str, Bill], timings: Mapping[int, Mapping[str, Timing]]
) -> list[BreakEven]:
    """Divide what the first call costs by what every later one saves.

    Args:
        first: The bills, by mode.
        timings: The steady calls, by size and mode, of `steady`.

    Returns:
        One answer for each bill and size.
    """
    found = []
    for name, one in first.items():
        mode = name.removesuffix(", kept")
        for size, by_mode in timings.items():
            plain, ready = by_mode[PLAIN[mode]], by_mode[mode]
            gain = ratio(plain, ready)
            saving = plain.median - ready.median
            pays = gain.low > 1 and saving > 0
            extra = one.first - ready.median
            paid = max(1, math.ceil(extra / saving)) if pays else None
            found.append(BreakEven(name, size, gain, paid))
    return found
