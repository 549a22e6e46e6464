"""Everything that the benchmark page measures, in one go: all candidates in turns."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import tensorflow as tf
import torch

from spotdiff import data
from spotdiff.benchmarks import import_time
from spotdiff.benchmarks.import_time import Imported
from spotdiff.benchmarks.overhead import problem, tensorflow_side, torch_side
from spotdiff.classifier.input_pipeline import throughput
from spotdiff.classifier.input_pipeline.throughput import Cost
from spotdiff.classifier.speed import limits
from spotdiff.classifier.speed import sweep as training
from spotdiff.classifier.speed.sweep import Speeds
from spotdiff.data import Digits
from spotdiff.measure import (
    Call,
    Timing,
    memory_bandwidth,
    no_wait,
    time_together,
)
from spotdiff.runtime import unavailable
from spotdiff.toy_problem.iteration_cost import sweep as iteration
from spotdiff.toy_problem.iteration_cost.sweep import Costs

Timings = dict[str, Timing]

SIDES = {"PyTorch": torch_side, "TensorFlow": tensorflow_side}
# Edges of the matrices that are multiplied, and then that of the largest.
EDGES = (16, 64, 256)
# Numbers in each of the arrays that are added: 64 MB, beyond most caches.
COUNT = 2**24
POINTS = (100, 1_000_000)
BATCH = 64
# Batch by batch: what is done image by image is a matter of the page on pipelines.
WAYS = (
    "NumPy, batch by batch",
    "PyTorch, batch by batch",
    "TensorFlow, batch by batch",
    "TensorFlow, batch by batch, parallel, prefetch",
)


@dataclass(frozen=True)
class Measured:
    """What was measured.

    Attributes:
        tasks: One product of two numbers and its slope: by task and mode.
        products: Products of square matrices: by edge and library.
        sums: Of two arrays of `COUNT` numbers: by library.
        copying: Bytes a second, read and written, of one thread that copies.
        toy: Steps of the toy problem.
        training: Steps of the classifier, the first of all included; of those modes
            that no compiler works for.
        loading: Batches of digits, by the way to prepare them.
        imports: By framework.
    """

    tasks: Mapping[str, Timings]
    products: Mapping[int, Timings]
    sums: Timings
    copying: float
    toy: Costs
    training: Speeds
    loading: Mapping[str, Cost]
    imports: Mapping[str, Imported]


def everything(
    device: str = "cpu", synchronize: Call = no_wait, digits: Digits | None = None
) -> Measured:
    """Measure all of it, each thing beside what it is compared with.

    Args:
        device: "cpu" or "cuda".
        synchronize: Waits for the devices.
        digits: To load; those of the build, if left out.
    """
    greys = data.to_bytes(digits or data.load())
    # Its first step is told: nothing is to be found that another page has compiled.
    with training.empty_cache():
        toy = iteration.measure_modes(POINTS, synchronize)
    ways = {name: throughput.WAYS[name] for name in WAYS}
    return Measured(
        tasks=tasks(synchronize),
        products=products(device, synchronize),
        sums=sums(device, synchronize),
        copying=memory_bandwidth(),
        toy=toy,
        training=training.measure(
            sizes=(BATCH,),
            device=device,
            synchronize=synchronize,
            modes=[mode for mode in training.ways(device) if not is_compiled(mode)],
        ),
        loading=throughput.measure(greys.train_images, greys.train_labels, ways),
        imports=import_time.measure(),
    )


def tasks(synchronize: Call = no_wait, repeats: int = 15) -> dict[str, Timings]:
    """Time one product of two numbers, and its slope, in every mode."""
    found = {}
    for task in problem.TASKS:
        calls = {"NumPy": problem.prepare()} if task == "operation" else {}
        for name, side in SIDES.items():
            for mode in side.MODES:
                if not unavailable(f"{name} {mode}"):
                    calls[f"{name} {mode}"] = side.prepare(task, mode)
        found[task] = time_together(calls, repeats, synchronize)
    return found


def products(
    device: str = "cpu", synchronize: Call = no_wait, repeats: int = 9
) -> dict[int, Timings]:
    """Time products of square matrices of ones, in float32.

    NumPy computes on the processor, so it is left out where that is not the device.
    """
    kinds: dict[str, Callable[[int], Call]] = dict(limits.PRODUCTS)
    if device == "cpu":
        kinds = {"NumPy": numpy_product, **kinds}
    return {
        edge: time_together(
            {name: prepare(edge) for name, prepare in kinds.items()},
            repeats,
            synchronize,
        )
        for edge in (*EDGES, training.EDGES[device])
    }


def numpy_product(edge: int) -> Call:
    """Prepare NumPy's product of two square matrices of ones."""
    matrix = np.ones((edge, edge), np.float32)
    return lambda: matrix @ matrix


def sums(
    device: str = "cpu",
    synchronize: Call = no_wait,
    repeats: int = 7,
    count: int = COUNT,
) -> Timings:
    """Time the sum of two arrays, in float32: hardly any arithmetic, all memory.

    NumPy and PyTorch write into an array that is there; TensorFlow makes a new one.
    """
    calls: dict[str, Call] = {"PyTorch": torch_sum(count)}
    calls["TensorFlow"] = tensorflow_sum(count)
    if device == "cpu":
        calls = {"NumPy": numpy_sum(count), **calls}
    return time_together(calls, repeats, synchronize)


def numpy_sum(count: int) -> Call:
    """Prepare NumPy's sum of two arrays."""
    x, y, z = (np.ones(count, np.float32) for _ in range(3))
    return lambda: np.add(x, y, out=z)


def torch_sum(count: int) -> Call:
    """Prepare PyTorch's sum of two arrays."""
    x, y, z = (torch.ones(count) for _ in range(3))
    return lambda: torch.add(x, y, out=z)


def tensorflow_sum(count: int) -> Callable[[], Any]:
    """Prepare TensorFlow's sum of two arrays."""
    x, y = (tf.ones([count]) for _ in range(2))
    return lambda: tf.add(x, y)


def is_compiled(mode: str) -> bool:
    """Tell whether a compiler has to make a program before the first step."""
    return any(compiler in mode.split() for compiler in ("compiled", "XLA"))


def library_of(mode: str) -> str:
    """Name the library that a mode runs in; Keras runs in TensorFlow."""
    name = mode.split()[0].rstrip(",")
    return "TensorFlow" if name == "Keras" else name
