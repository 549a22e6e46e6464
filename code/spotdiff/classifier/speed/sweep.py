"""How many images a second each mode learns from, from one a step to a thousand."""

import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any
from unittest import mock

from spotdiff.classifier.problem import SMALL, Network, initial_weights
from spotdiff.classifier.speed import (
    counted,
    keras_step,
    limits,
    problem,
    tensorflow_steps,
    torch_steps,
)
from spotdiff.measure import Call, Timing, no_wait, time_together
from spotdiff.runtime import unavailable

SIZES = (1, 4, 16, 64, 256, 1024)
LARGE_SIZES = (1, 64)
LARGE_MODES = ("PyTorch channels last", "TensorFlow function")
# Some are measured at fewer. Compiled PyTorch makes programs of its own for a single
# image and for very small batches; XLA makes one for each size; and TensorFlow as it
# stands takes long.
FEWER_SIZES = {
    "PyTorch compiled": (16, 64, 256, 1024),
    "TensorFlow eager": (1, 16, 64, 256),
    "TensorFlow XLA": (1, 64),
}
# Large enough to keep every core of the device at work.
EDGES = {"cpu": 1024, "cuda": 8192}

FRAMEWORKS = ("PyTorch", "TensorFlow")
Sweep = dict[int, dict[str, Timing]]
Step = Callable[[Any, Any], Any]


@dataclass(frozen=True)
class Way:
    """One way to take a step.

    Attributes:
        prepare: Takes a network and weights; gives the network and its step.
        place: Takes images and labels; places them for that step.
        sizes: The batch sizes at which it is measured; all, if empty.
    """

    prepare: Callable[..., tuple[Any, Step]]
    place: Callable[..., tuple[Any, Any]]
    sizes: Sequence[int] = ()


@dataclass(frozen=True)
class Speeds:
    """The timings of a sweep.

    Attributes:
        network: Which of the two.
        steps: By batch size, then by mode: one step.
        first: By batch size, then by mode: seconds of the first step of all,
            with whatever is traced and compiled for it.
        parts: By batch size, then by framework and part: the two convolutions
            alone, and the update of the weights alone.
        busy: By batch size, then by mode: cores kept busy by a step.
        rate: Multiplications and additions a second of a large matrix product.
        left_out: Why a mode is missing, by mode.
    """

    network: Network
    steps: Sweep
    first: dict[int, dict[str, float]]
    parts: Sweep
    busy: dict[int, dict[str, float]]
    rate: float
    left_out: dict[str, str]


def ways(device: str = "cpu") -> dict[str, Way]:
    """List every way to take a step: on a GPU, mixed precision too."""
    sides = {"PyTorch": torch_steps, "TensorFlow": tensorflow_steps}
    found = {
        f"{name} {mode}": Way(partial(side.prepare, mode), side.place)
        for name, side in sides.items()
        for mode in side.MODES
    }
    found["Keras train_on_batch"] = Way(keras_step.prepare, tensorflow_steps.place)
    if device == "cuda":
        found |= {
            f"{name} mixed": Way(partial(way.prepare, mixed=True), way.place)
            for name, way in found.items()
            if name.split(" ", 1)[1] in ("compiled", "channels last", "function", "XLA")
        }
    return {
        name: Way(
            way.prepare, way.place, FEWER_SIZES.get(name.removesuffix(" mixed"), ())
        )
        for name, way in found.items()
    }


def available(found: Mapping[str, Way]) -> tuple[dict[str, Way], dict[str, str]]:
    """Return the ways that can run here, and why the others cannot."""
    reasons = {name: unavailable(name) for name in found}
    can = {name: way for name, way in found.items() if not reasons[name]}
    return can, {name: reason for name, reason in reasons.items() if reason}


@contextmanager
def empty_cache() -> Iterator[None]:
    """Let torch.compile find nothing on disk that it compiled before."""
    with tempfile.TemporaryDirectory() as folder:
        names = ("TORCHINDUCTOR_CACHE_DIR", "TRITON_CACHE_DIR")
        with mock.patch.dict("os.environ", dict.fromkeys(names, folder)):
            yield


def seconds(call: Call, synchronize: Call) -> float:
    """Time a single call."""
    synchronize()
    start = time.perf_counter()
    call()
    synchronize()
    return time.perf_counter() - start


def cores(call: Call, synchronize: Call = no_wait, least: float = 0.05) -> float:
    """Measure how many cores a call keeps busy, on average.

    Args:
        call: What to run, again and again.
        synchronize: Waits for the devices.
        least: Seconds to run it for.

    Returns:
        Processor time of all threads over the time that passed. A thread that
        waits awake counts as busy.
    """
    start, used = time.perf_counter(), time.process_time()
    while time.perf_counter() < start + least:
        call()
    synchronize()
    return (time.process_time() - used) / (time.perf_counter() - start)


def convolve(framework: str, network: Network, size: int) -> Call:
    """Prepare both convolutions of a network, forward and back, and nothing else."""
    prepare = limits.CONVOLUTIONS[framework]
    calls = [prepare(each) for each in problem.convolutions(network, size)]
    return lambda: [call() for call in calls]


def pieces(network: Network, size: int) -> dict[str, Call]:
    """Prepare, for each framework, the convolutions alone and the update alone."""
    found = {f"{k} convolutions": convolve(k, network, size) for k in FRAMEWORKS}
    return found | {f"{k} update": counted.UPDATES[k](network) for k in FRAMEWORKS}


def matrix_rate(device: str = "cpu", synchronize: Call = no_wait) -> float:
    """Measure multiplications and additions a second of a large matrix product.

    The better of both frameworks, in float32.
    """
    edge = EDGES[device]
    calls = {name: prepare(edge) for name, prepare in limits.PRODUCTS.items()}
    timings = time_together(calls, 9, synchronize).values()
    return 2 * edge**3 / min(float(timing.samples.min()) for timing in timings)


def repeats_at(size: int) -> int:
    """Choose fewer repeats for the batches that take long."""
    return 5 if size > 256 else 7 if size > 64 else 11


def measure(
    network: Network = SMALL,
    sizes: Sequence[int] = SIZES,
    device: str = "cpu",
    synchronize: Call = no_wait,
    modes: Sequence[str] = (),
) -> Speeds:
    """Time a step of every mode at every batch size, dropout on.

    Args:
        network: Which of the two.
        sizes: Images in a batch.
        device: "cpu" or "cuda".
        synchronize: Waits for the devices.
        modes: Those wanted; all, if empty.

    Returns:
        The timings; the data lies on the device before the clock starts.
    """
    found = {k: way for k, way in ways(device).items() if not modes or k in modes}
    can, left_out = available(found)
    weights = initial_weights(network)
    steps = {name: way.prepare(network, weights)[1] for name, way in can.items()}
    timed: Sweep = {}
    alone: Sweep = {}
    first: dict[int, dict[str, float]] = {}
    busy: dict[int, dict[str, float]] = {}
    # The usual batch goes first: its first step pays what a program that trains at
    # it would pay, and not what an earlier size has paid for it.
    for size in sorted(sizes, key=lambda size: size != problem.BATCH):
        batch = problem.batch(size)
        calls = {
            name: partial(steps[name], *way.place(*batch))
            for name, way in can.items()
            if size in (way.sizes or sizes)
        }
        with empty_cache():
            first[size] = {k: seconds(call, synchronize) for k, call in calls.items()}
        parts = pieces(network, size)
        together = calls | parts
        taken = time_together(together, repeats_at(size), synchronize)
        alone[size] = {name: taken.pop(name) for name in parts}
        timed[size] = taken
        busy[size] = {name: cores(call, synchronize) for name, call in calls.items()}
    rate = matrix_rate(device, synchronize)
    timed, alone = ({size: by[size] for size in sizes} for by in (timed, alone))
    return Speeds(network, timed, first, alone, busy, rate, left_out)
