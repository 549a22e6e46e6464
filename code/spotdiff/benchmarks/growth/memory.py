"""An epoch on more and more images: how long it takes, and what its process holds."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import psutil

from spotdiff.classifier.problem import Array, Labels, batches
from spotdiff.classifier.speed.problem import BATCH, batch

SIZES = tuple(1024 * 2**power for power in range(5))

Train = Callable[[Iterable[tuple[Array, Labels]]], object]


@dataclass(frozen=True)
class Held:
    """What an epoch took.

    Attributes:
        images: How many it saw.
        seconds: How long it took.
        memory: Bytes of main memory that its process held at its end.
    """

    images: int
    seconds: float
    memory: int


def grow(train: Train, sizes: Sequence[int] = SIZES) -> list[Held]:
    """Train for an epoch on as many images as each size says.

    Args:
        train: Takes the batches of an epoch.
        sizes: Rising, as memory that was held once may be kept.

    Returns:
        What each epoch took; one that is not counted goes before.
    """
    epoch(train, BATCH)
    return [epoch(train, size) for size in sizes]


def epoch(train: Train, size: int) -> Held:
    """Train on images that were drawn before the clock starts."""
    images, labels = batch(size)
    order = batches(size, BATCH, epochs=1)
    start = time.perf_counter()
    train((images[chosen], labels[chosen]) for chosen in order)
    seconds = time.perf_counter() - start
    return Held(size, seconds, psutil.Process().memory_info().rss)


def image_bytes() -> int:
    """Return the size of an image and its label, as they are held."""
    return sum(array.nbytes for array in batch(1))


def bytes_each(held: Sequence[Held]) -> float:
    """Return by how much the memory grows for each further image: a line's slope."""
    slope, _ = np.polyfit([h.images for h in held], [h.memory for h in held], 1)
    return float(slope)
