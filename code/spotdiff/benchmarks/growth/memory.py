"""A training on more and more images, and the memory that its process holds."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
import psutil

from spotdiff.classifier.problem import Array, Labels, batches
from spotdiff.classifier.speed.problem import BATCH, batch

SIZES = tuple(1024 * 4**power for power in range(4))
STEPS = 8  # that suffice to see what a training holds

Train = Callable[[Iterable[tuple[Array, Labels]]], object]


@dataclass(frozen=True)
class Held:
    """What a training took.

    Attributes:
        images: How many there were to learn from.
        seconds: How long it took.
        memory: Bytes of main memory that its process held at its end.
    """

    images: int
    seconds: float
    memory: int


def grow(
    train: Train, sizes: Sequence[int] = SIZES, steps: int | None = STEPS
) -> list[Held]:
    """Train on batches drawn from as many images as each size says.

    Args:
        train: Takes the batches.
        sizes: Rising, as memory that was held once may be kept.
        steps: How many are taken at each size; None for an epoch.

    Returns:
        What each training took; one that is not counted goes before.
    """
    once(train, BATCH, steps)
    return [once(train, size, steps) for size in sizes]


def once(train: Train, size: int, steps: int | None) -> Held:
    """Train on images that were drawn before the clock starts."""
    images, labels = batch(size)
    order = islice(batches(size, BATCH, epochs=1), steps)
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
