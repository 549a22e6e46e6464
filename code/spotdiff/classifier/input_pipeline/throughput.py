"""How many images a second each way of preparing them delivers."""

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

import numpy as np
import torch

from spotdiff.classifier.input_pipeline import (
    problem,
    tensorflow_loaders,
    torch_loaders,
)
from spotdiff.classifier.problem import Labels
from spotdiff.idx import Bytes
from spotdiff.measure import Call, Timing, time_together
from spotdiff.tables import Table, plain

BATCH = 64
# Images in a long pass: more where it is fast, so that it takes long enough.
SINGLY, STREAMED, TOGETHER = 12 * BATCH, 24 * BATCH, 96 * BATCH
REPEATS = 5

Make = Callable[[Bytes, Labels, int], Iterable[object]]


class NumpyLoader:
    """Shuffled digits by NumPy, as a floor to stand on."""

    def __init__(
        self, images: Bytes, labels: Labels, size: int, shift: bool = True
    ) -> None:
        """Take (n, 28, 28) images and (n,) labels; shift them or only pick them."""
        self.images, self.labels, self.size = images, labels, size
        self.shift = shift
        self.rng = np.random.default_rng(0)

    def __iter__(self) -> Iterator[object]:
        """Go through all batches in an order that is drawn anew."""
        order = self.rng.permutation(len(self.labels))
        for start in range(0, len(order), self.size):
            chosen = order[start : start + self.size]
            images, labels = self.images[chosen], self.labels[chosen]
            if not self.shift:
                yield images, labels
                continue
            places = self.rng.integers(0, 2 * problem.REACH + 1, (2, len(chosen)))
            yield problem.shifted(images, *places), labels


WAYS: dict[str, tuple[Make, int]] = {
    "NumPy, picked only": (partial(NumpyLoader, shift=False), TOGETHER),
    "NumPy, batch by batch": (NumpyLoader, TOGETHER),
    "PyTorch": (torch_loaders.loader, SINGLY),
    "PyTorch, 1 worker": (partial(torch_loaders.loader, workers=1), SINGLY),
    "PyTorch, 2 workers": (partial(torch_loaders.loader, workers=2), SINGLY),
    "PyTorch, batch by batch": (partial(torch_loaders.loader, whole=True), TOGETHER),
    "PyTorch, batch by batch, 1 worker": (
        partial(torch_loaders.loader, whole=True, workers=1),
        TOGETHER,
    ),
    "TensorFlow": (tensorflow_loaders.loader, STREAMED),
    "TensorFlow, parallel": (
        partial(tensorflow_loaders.loader, parallel=True),
        STREAMED,
    ),
    "TensorFlow, parallel, prefetch": (
        partial(tensorflow_loaders.loader, parallel=True, prefetch=True),
        STREAMED,
    ),
    "TensorFlow, parallel, prefetch, cache": (
        partial(tensorflow_loaders.loader, parallel=True, prefetch=True, cache=True),
        STREAMED,
    ),
    "TensorFlow, batch by batch": (
        partial(tensorflow_loaders.loader, whole=True),
        TOGETHER,
    ),
    "TensorFlow, batch by batch, parallel, prefetch": (
        partial(tensorflow_loaders.loader, whole=True, parallel=True, prefetch=True),
        TOGETHER,
    ),
}


@dataclass(frozen=True)
class Cost:
    """What a pass over the images costs: so much to start, so much an image.

    Attributes:
        short: Seconds for a pass over one batch.
        long: Seconds for a pass over many, from the same rounds.
        images: In a long pass.
    """

    short: Timing
    long: Timing
    images: int

    @property
    def image(self) -> Timing:
        """Return the seconds that one image more takes."""
        more = self.long.samples - self.short.samples
        return Timing(more / (self.images - BATCH))

    @property
    def rate(self) -> Timing:
        """Return images per second, once it has started."""
        return Timing(1 / self.image.samples)


def go_through(loader: Iterable[object]) -> None:
    """Take every batch, and do nothing with it."""
    for _ in loader:
        pass


@contextmanager
def pytorch_on_cpu() -> Iterator[None]:
    """Have the CPU prepare the images, wherever the network is: tf.data does too."""
    chosen = torch.get_default_device()
    torch.set_default_device(None)
    try:
        yield
    finally:
        if chosen.type != "cpu":
            torch.set_default_device(chosen)


def measure(
    images: Bytes,
    labels: Labels,
    ways: Mapping[str, tuple[Make, int]] = WAYS,
    repeats: int = REPEATS,
) -> dict[str, Cost]:
    """Time short and long passes in every way, and end all workers.

    Args:
        images: (n, 28, 28); repeated, or cut, to the length of a pass.
        labels: (n,).
        ways: By name, what makes a loader, and the images in a long pass.
        repeats: Passes of each that are timed.

    Returns:
        The costs, by name.
    """
    calls: dict[str, Call] = {}
    for name, (make, count) in ways.items():
        for kind, length in (("short", BATCH), ("long", count)):
            x, y = (
                np.resize(part, (length, *part.shape[1:])) for part in (images, labels)
            )
            calls[f"{name}: {kind}"] = partial(go_through, make(x, y, BATCH))
    with pytorch_on_cpu():
        passes = time_together(calls, repeats)
    # A loader's workers end when nothing refers to it any more.
    calls.clear()
    gc.collect()
    return {
        name: Cost(passes[f"{name}: short"], passes[f"{name}: long"], count)
        for name, (_, count) in ways.items()
    }


def table(costs: Mapping[str, Cost]) -> Table:
    """Set each way in a row: how fast it is, and what it takes to start."""
    rows = [
        (name, cost.rate.median, spread(cost.rate), 1e3 * cost.short.median)
        for name, cost in costs.items()
    ]
    head = [
        "Prepared by",
        "Images a second",
        "5 % to 95 %",
        "A pass over one batch, ms",
    ]
    return Table(head, rows, digits=2)


def spread(timing: Timing) -> str:
    """Write the range that holds nine repeats in ten."""
    return f"{plain(timing.low, 2)} to {plain(timing.high, 2)}"
