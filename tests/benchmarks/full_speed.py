"""Print how far the two examples' trainings are from the fastest code we could write.

    PYTHONPATH=tests python -m benchmarks.full_speed

Eager code is held against eager code, a graph against a graph, Keras's loop against
Keras's loop. Every candidate trains for a while; what it traces or compiles first does
not count.
"""

import json
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np

from spotdiff import runtime
from spotdiff.measure import REST, Ratio, Timing, ratio
from spotdiff.tables import Table, duration, plain

# Steps of each run, and how many of the first do not count.
STEPS, WARM = 120, 20
BATCH = 64
REPEATS = 15
RATE, MOMENTUM = 0.01, 0.5
# An example that takes longer than this many times the best is to be mended.
ALLOWED = 1.05
BOOK = "the book's"

Run = Callable[[], float]


@dataclass(frozen=True)
class Example:
    """A training of the book, and what it is held against.

    Attributes:
        name: What it is.
        runs: Its own run, `BOOK`, and others; each gives its seconds a step.
    """

    name: str
    runs: Mapping[str, Run]


@dataclass
class Watched(Sequence[Any]):
    """Batches that note when each is asked for.

    Attributes:
        batches: What is handed on.
        times: When, by the clock.
    """

    batches: Sequence[Any]
    times: list[float]

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.batches)

    def __getitem__(self, index: Any) -> Any:
        """Return some, unwatched."""
        return self.batches[index]

    def __iter__(self) -> Iterator[Any]:
        """Hand them on, one by one."""
        for batch in self.batches:
            self.times.append(time.perf_counter())
            yield batch


def a_step(times: Sequence[float], each: int = 1, warm: int = WARM) -> float:
    """Return the seconds a step, from moments that are so many steps apart."""
    after = times[-(-warm // each) :]
    return (after[-1] - after[0]) / (each * (len(after) - 1))


def watched(train: Callable[[Any], object], batches: Sequence[Any]) -> float:
    """Train, and return the seconds a step by when batches are asked for."""
    seen = Watched(batches, [])
    train(seen)
    return a_step(seen.times)


def whole(descend: Callable[[], object], steps: int) -> float:
    """Train where nothing is prepared, and return the seconds a step."""
    start = time.perf_counter()
    descend()
    return (time.perf_counter() - start) / steps


def in_turns(
    runs: Mapping[str, Run], repeats: int = REPEATS, seed: int = 0
) -> dict[str, Timing]:
    """Run candidates in turns, so that a slow moment of the machine hits all."""
    samples: dict[str, list[float]] = {name: [] for name in runs}
    order, shuffle = list(runs), random.Random(seed).shuffle
    for run in runs.values():
        run()  # warms up
    for _ in range(repeats):
        shuffle(order)
        for name in order:
            time.sleep(REST)
            samples[name].append(runs[name]())
    return {name: Timing(np.array(taken)) for name, taken in samples.items()}


def against(timings: Mapping[str, Timing]) -> tuple[str, Ratio]:
    """Name the fastest of the others, and say how many times as long the book takes."""
    others = [name for name in timings if name != BOOK]
    fastest = min(others, key=lambda name: timings[name].median)
    return fastest, ratio(timings[BOOK], timings[fastest])


def descents() -> Iterator[Example]:
    """Yield the toy problem, by hand and by an optimiser: eager on both sides."""
    from benchmarks import best_tensorflow, best_torch
    from spotdiff.toy_problem.by_hand import tensorflow_side, torch_side
    from spotdiff.toy_problem.optimizers import tensorflow_side as keras_optimizers
    from spotdiff.toy_problem.optimizers import torch_side as torch_optimizers
    from spotdiff.toy_problem.problem import START, sample
    from spotdiff.toy_problem.settings import OPTIMIZER_RATES

    steps = 200
    given = (*sample(0), START)
    by_hand = (*given, 5e-6, steps)
    by_adam = (*given, OPTIMIZER_RATES["Adam"], steps)
    for name, book, other in (
        ("PyTorch, by hand", torch_side, best_torch.descend),
        ("TensorFlow, by hand", tensorflow_side, best_tensorflow.descend),
    ):
        runs = {
            BOOK: partial(whole, partial(book.descend, *by_hand), steps),
            "rewritten": partial(whole, partial(other, *by_hand), steps),
        }
        yield Example(name, runs)
    for name, side, other in (
        ("PyTorch, Adam", torch_optimizers, best_torch.descend_fused),
        ("TensorFlow, Adam", keras_optimizers, best_tensorflow.descend_built),
    ):
        runs = {
            BOOK: partial(whole, partial(side.descend, "Adam", *by_adam), steps),
            "rewritten": partial(whole, partial(other, *by_adam), steps),
        }
        yield Example(name, runs)


def bare() -> Iterator[Example]:
    """Yield the classifier on bare arrays: PyTorch eager, TensorFlow as a graph."""
    from benchmarks import best_tensorflow, best_torch
    from spotdiff.classifier.problem import gather, initial_weights
    from spotdiff.classifier.raw import tensorflow_side, torch_side
    from spotdiff.classifier.speed.problem import batch

    batches = [gather(*batch(BATCH, seed), dropped=seed) for seed in range(STEPS)]
    torch_ways: dict[str, Callable[..., object]] = {
        BOOK: torch_side.train,
        "rewritten": partial(best_torch.train_raw, last=False),
        "rewritten, channels last": best_torch.train_raw,
    }
    tensorflow_ways: dict[str, Callable[..., object]] = {
        BOOK: tensorflow_side.train,
        "rewritten": best_tensorflow.train_raw,
    }
    for name, ways in (
        ("PyTorch, bare tensors", torch_ways),
        ("TensorFlow, bare variables", tensorflow_ways),
    ):
        runs = {
            kind: partial(watched, partial(raw_run, train, initial_weights()), batches)
            for kind, train in ways.items()
        }
        yield Example(name, runs)


def raw_run(train: Callable[..., object], weights: Any, batches: Any) -> object:
    """Train bare arrays."""
    return train(weights, batches, RATE, MOMENTUM)


def networks() -> Iterator[Example]:
    """Yield the classifier of a framework's own parts, trained by a loop."""
    from benchmarks import best_tensorflow, best_torch
    from spotdiff.classifier.blocks.tensorflow_side import (
        classifier as composed_in_keras,
    )
    from spotdiff.classifier.blocks.torch_side import classifier as composed_in_torch
    from spotdiff.classifier.module import tensorflow_side as keras_module
    from spotdiff.classifier.module import torch_side as torch_module
    from spotdiff.classifier.problem import SMALL
    from spotdiff.classifier.sequential import keras_functional
    from spotdiff.classifier.sequential import tensorflow_side as keras_sequential
    from spotdiff.classifier.sequential import torch_side as torch_sequential
    from spotdiff.classifier.speed.problem import batch
    from spotdiff.classifier.training import tensorflow_side, torch_side

    batches = [batch(BATCH, seed) for seed in range(STEPS)]
    still = partial(torch_side.train, dropout=False)
    first = partial(best_torch.train, last=False)
    torch_ways: dict[str, Callable[..., object]] = {
        BOOK: still,
        "one update": first,
        "one update, channels last": best_torch.train,
    }
    tensorflow_ways: dict[str, Callable[..., object]] = {
        BOOK: partial(tensorflow_side.train, dropout=False),
        "rewritten": best_tensorflow.train,
    }
    torch_blocks = partial(composed_in_torch, SMALL)
    keras_blocks = partial(composed_in_keras, SMALL)
    for name, build, ways in (
        ("PyTorch, nn.Module", torch_module.Classifier, torch_ways),
        ("PyTorch, nn.Sequential", torch_sequential.classifier, torch_ways),
        ("PyTorch, blocks", torch_blocks, torch_ways),
        ("TensorFlow, keras.Model", keras_module.Classifier, tensorflow_ways),
        ("TensorFlow, Sequential", keras_sequential.classifier, tensorflow_ways),
        ("TensorFlow, functional", keras_functional.classifier, tensorflow_ways),
        ("TensorFlow, blocks", keras_blocks, tensorflow_ways),
    ):
        runs = {
            kind: partial(watched, partial(network_run, build, train), batches)
            for kind, train in ways.items()
        }
        yield Example(name, runs)


def network_run(
    build: Callable[[], Any], train: Callable[..., object], batches: Any
) -> object:
    """Train a new network."""
    return train(build(), batches, RATE, MOMENTUM)


def fits() -> Iterator[Example]:
    """Yield the classifier in Keras's loop, with its own step and with ours."""
    from benchmarks import best_tensorflow
    from spotdiff.classifier.sequential import tensorflow_side
    from spotdiff.classifier.speed.problem import batch
    from spotdiff.classifier.training import keras_fit, keras_train_step

    batches = [batch(BATCH, seed) for seed in range(STEPS)]
    build = tensorflow_side.classifier
    # Whoever tells the loss of each step returns to Python after each.
    for name, train, own, others in (
        ("Keras, fit", keras_fit.train, 10, (1, 10, 30)),
        ("Keras, own step", keras_train_step.train, 1, (1,)),
    ):
        runs = {BOOK: partial(fit_run, train, build, batches, own)}
        for each in others:
            stream = partial(best_tensorflow.fit, at_once=each)
            kind = f"a stream, {each} at once"
            runs[kind] = partial(fit_run, stream, build, batches, each)
        yield Example(name, runs)


def fit_run(
    train: Callable[..., object],
    build: Callable[[], Any],
    batches: Sequence[Any],
    each: int,
) -> float:
    """Train by Keras's loop, and return the seconds a step by when it returns.

    Args:
        train: Calls the loop.
        build: Makes a network.
        batches: Images and labels of each step.
        each: Steps between two returns to Python.
    """
    import keras

    times: list[float] = []
    note = keras.callbacks.LambdaCallback(
        on_train_batch_end=lambda *_, **__: times.append(time.perf_counter())
    )
    fit = keras.Model.fit

    def noted(*args: Any, callbacks: Sequence[Any] = (), **options: Any) -> Any:
        return fit(*args, callbacks=[*callbacks, note], **options)

    with mock.patch.object(keras.Model, "fit", noted):
        train(build(), batches, RATE, MOMENTUM)
    return a_step(times, each)


def table(found: Sequence[tuple[Example, Mapping[str, Timing]]]) -> Table:
    """Set each example in a row."""
    rows = []
    for example, timings in found:
        fastest, times = against(timings)
        median, low, high = (plain(v, 3) for v in (times.median, times.low, times.high))
        rows.append(
            (
                example.name,
                duration(timings[BOOK].median),
                fastest,
                duration(timings[fastest].median),
                f"{median} ({low} to {high})",
                "to be mended" if times.low > ALLOWED else "yes",
            )
        )
    head = [
        "Example",
        "A step",
        "Best other",
        "A step of that",
        "Ratio",
        "Within 5 %",
    ]
    return Table(head, rows)


def main() -> None:
    """Measure, print, and keep the figures as JSON."""
    print(runtime.start())
    examples = (one for each in (descents, bare, networks, fits) for one in each())
    found = [(example, in_turns(example.runs)) for example in examples]
    print(table(found))
    file = Path("_build/benchmarks/full-speed.json")
    file.parent.mkdir(parents=True, exist_ok=True)
    samples = {
        example.name: {kind: each.samples.tolist() for kind, each in timings.items()}
        for example, timings in found
    }
    file.write_text(json.dumps(samples, indent=1), "utf-8")


if __name__ == "__main__":
    main()
