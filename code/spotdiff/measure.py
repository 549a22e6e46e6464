"""Fair timing, and how far two results lie apart."""

import random
import time
import timeit
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

Call = Callable[[], object]
CONFIDENCE = 0.95
# Longer than an idle thread spins (`runtime.import_frameworks`), in seconds.
REST = 0.003


@dataclass(frozen=True)
class Difference:
    """The place where two arrays differ most.

    Attributes:
        absolute: The largest absolute difference.
        relative: That, over the larger of the two magnitudes there.
        index: Where it is.
    """

    absolute: float
    relative: float
    index: tuple[int, ...]


def largest_difference(a: ArrayLike, b: ArrayLike) -> Difference:
    """Find where two arrays of one shape differ most.

    Equal infinities do not differ, nor do two NaN.

    Raises:
        ValueError: If the shapes differ, if there is nothing to compare, or if
            a NaN stands in only one of them.
    """
    left, right = np.asarray(a, np.float64), np.asarray(b, np.float64)
    if left.shape != right.shape:
        msg = f"shapes differ: {left.shape} and {right.shape}"
        raise ValueError(msg)
    if left.size == 0:
        msg = f"nothing to compare: shape {left.shape}"
        raise ValueError(msg)
    lonely = np.isnan(left) != np.isnan(right)
    if lonely.any():
        where = tuple(int(i) for i in np.argwhere(lonely)[0])
        msg = f"NaN on one side only, first at {where}"
        raise ValueError(msg)
    same = (left == right) | np.isnan(left)
    gap = np.zeros(left.shape)
    np.subtract(left, right, out=gap, where=~same)
    gap = np.abs(gap)
    flat = int(np.argmax(gap))
    index = tuple(int(i) for i in np.unravel_index(flat, gap.shape))
    absolute = float(gap[index])
    size = max(abs(float(left[index])), abs(float(right[index])))
    relative = absolute / size if 0 < absolute < np.inf else absolute
    return Difference(absolute, relative, index)


@dataclass(frozen=True)
class Timing:
    """Repeated timings of one thing.

    Attributes:
        samples: Seconds per call, one entry a repeat, (repeats,).
        calls: How many calls a sample took the mean of.
        warm_ups: Of each sample before those: its calls, and seconds per call.
    """

    samples: NDArray[np.float64]
    calls: int = 1
    warm_ups: tuple[tuple[int, float], ...] = ()

    @property
    def median(self) -> float:
        """Half of the repeats took less."""
        return float(np.median(self.samples))

    @property
    def low(self) -> float:
        """One repeat in twenty took less."""
        return float(np.quantile(self.samples, 0.05))

    @property
    def high(self) -> float:
        """One repeat in twenty took more."""
        return float(np.quantile(self.samples, 0.95))


@dataclass(frozen=True)
class Ratio:
    """A median ratio and its 95 % bootstrap interval."""

    median: float
    low: float
    high: float


def ratio(a: Timing, b: Timing) -> Ratio:
    """Compare two candidates timed together, repeat by repeat.

    Args:
        a: The numerator.
        b: The denominator, from the same `time_together`.

    Returns:
        The median of the paired ratios; resampled with a fixed seed.
    """
    paired = a.samples / b.samples
    interval = stats.bootstrap(
        (paired,),
        np.median,
        n_resamples=999,
        confidence_level=CONFIDENCE,
        method="percentile",
        rng=np.random.default_rng(0),
    ).confidence_interval
    return Ratio(float(np.median(paired)), float(interval.low), float(interval.high))


def no_wait() -> None:
    """Wait for nothing: right where every call returns when its work is done."""


def synchronize_torch() -> None:
    """Wait until PyTorch's devices have done what was asked of them."""
    import torch

    if torch.cuda.is_available():
        torch.cuda.synchronize()


def synchronize_tensorflow() -> None:
    """Wait until TensorFlow's devices have done what was asked of them."""
    import tensorflow as tf

    tf.test.experimental.sync_devices()


def synchronize_both() -> None:
    """Wait for both frameworks, so that neither is charged with the other's work."""
    synchronize_torch()
    synchronize_tensorflow()


def _timer(call: Call, synchronize: Call) -> timeit.Timer:
    def clock() -> float:
        # Waiting here waits before the clock starts and before it stops.
        synchronize()
        return time.perf_counter()

    return timeit.Timer(call, timer=clock)


def _warm_up(timer: timeit.Timer, min_time: float) -> tuple[tuple[int, float], ...]:
    taken = [(1, timer.timeit(1))]  # compiles, allocates, fills caches
    number = 1
    while (seconds := timer.timeit(number)) < min_time:
        taken.append((number, seconds / number))
        number *= 2
    return (*taken, (number, seconds / number))


def time_together(
    candidates: Mapping[str, Call],
    repeats: int = 15,
    synchronize: Call = no_wait,
    min_time: float = 0.005,
    seed: int = 0,
    rest: float = REST,
) -> dict[str, Timing]:
    """Time candidates in turns, so that a slow moment of the machine hits all.

    Args:
        candidates: Calls without arguments, by name. Each is called first
            until a sample lasts min_time, which warms it up.
        repeats: Samples per candidate.
        synchronize: Waits for the devices; called before the clock starts and
            before it stops, once a sample.
        min_time: Least seconds per sample; short calls are repeated.
        seed: Of the order within each round, shuffled anew every round.
        rest: Seconds to sleep before each sample: threads stay awake a while
            after their work is done, and would take the next one's cores.

    Returns:
        The timings by name; sample i of each was taken in round i.
    """
    timers = {name: _timer(call, synchronize) for name, call in candidates.items()}
    before = {name: _warm_up(timer, min_time) for name, timer in timers.items()}
    calls = {name: taken[-1][0] for name, taken in before.items()}
    samples: dict[str, list[float]] = {name: [] for name in timers}
    order, shuffle = list(timers), random.Random(seed).shuffle
    for _ in range(repeats):
        shuffle(order)
        for name in order:
            time.sleep(rest)
            samples[name].append(timers[name].timeit(calls[name]) / calls[name])
    return {
        name: Timing(np.array(taken), calls[name], before[name])
        for name, taken in samples.items()
    }


def memory_bandwidth(megabytes: int = 256, repeats: int = 5) -> float:
    """Measure how fast one thread moves memory, by copying a large array.

    Args:
        megabytes: Size of the array: well beyond every cache.
        repeats: Copies; the fastest counts, as nothing can make one too fast.

    Returns:
        Bytes read plus bytes written, per second.
    """
    source: NDArray[Any] = np.ones(megabytes * 2**20 // 8)
    target = np.empty_like(source)
    copy = timeit.Timer(lambda: np.copyto(target, source))
    return 2 * source.nbytes / min(copy.repeat(repeats, 1))
