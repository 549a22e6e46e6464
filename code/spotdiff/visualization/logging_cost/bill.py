"""What logging costs: time a step, and bytes on disk."""

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count as counting
from pathlib import Path

from spotdiff.measure import Call, Timing, time_together
from spotdiff.visualization.logging_cost.writers import (
    WRITERS,
    Log,
    Numbers,
    Writer,
    bytes_in,
    numbers,
)

MANY = (1, 8, 64)  # numbers a step
SIZES = (100, 3_000, 100_000)  # numbers in a histogram
STEPS = 50  # for the bytes
REPEATS = 9


@dataclass(frozen=True)
class Price:
    """What it costs to log once.

    Attributes:
        time: Seconds that the program waits.
        bytes: What is left on disk.
    """

    time: Timing
    bytes: float


# By how much is logged, then by writer.
Prices = Mapping[int, Mapping[str, Price]]


@contextmanager
def opened(count: int = 1) -> Iterator[tuple[dict[str, Writer], dict[str, Path]]]:
    """Open every writer, each on a folder of its own that is gone afterwards.

    Yields:
        The writers, and their folders, by name.
    """
    with tempfile.TemporaryDirectory() as place, ExitStack() as stack:
        folders = {name: Path(place) / str(n) for n, name in enumerate(WRITERS)}
        for folder in folders.values():
            folder.mkdir()
        yield (
            {
                name: stack.enter_context(make(folders[name], count))
                for name, make in WRITERS.items()
            },
            folders,
        )


def next_steps(log: Log, values: Numbers) -> Call:
    """Make a call that logs the next step each time."""
    step = counting(1000)
    return lambda: log(values, next(step))


def bytes_a_step(call: Call, writer: Writer, folder: Path, steps: int) -> float:
    """Count what a step leaves on disk, and not what a file begins with."""
    sizes = []
    for count in (1, steps):
        for _ in range(count):
            call()
        writer.flush()
        sizes.append(bytes_in(folder))
    return (sizes[1] - sizes[0]) / steps


def scalars(count: int, repeats: int = REPEATS) -> dict[str, Price]:
    """Tell what it costs to log so many numbers of a step, every writer in turns."""
    with opened(count) as (writers, folders):
        logs = {name: one.scalars for name, one in writers.items()}
        return prices(logs, writers, folders, numbers(count), repeats)


def histogram(size: int, repeats: int = REPEATS) -> dict[str, Price]:
    """Tell what it costs to log how so many numbers are spread."""
    with opened() as (writers, folders):
        logs = {n: one.histogram for n, one in writers.items() if one.histogram}
        return prices(logs, writers, folders, numbers(size), repeats)


def prices(
    logs: Mapping[str, Log],
    writers: Mapping[str, Writer],
    folders: Mapping[str, Path],
    values: Numbers,
    repeats: int,
) -> dict[str, Price]:
    """Measure what each log costs, all of them in turns."""
    calls = {name: next_steps(log, values) for name, log in logs.items()}
    timings = time_together(calls, repeats)
    return {
        name: Price(
            timings[name], bytes_a_step(call, writers[name], folders[name], STEPS)
        )
        for name, call in calls.items()
    }


def measure(
    price: Callable[[int, int], dict[str, Price]],
    amounts: Sequence[int],
    repeats: int = REPEATS,
) -> Prices:
    """Measure what it costs to log more and more.

    Args:
        price: `scalars` or `histogram`.
        amounts: How many numbers.
        repeats: Samples of each.
    """
    return {amount: price(amount, repeats) for amount in amounts}
