"""How many steps it takes to read 98 of 100 test digits."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
import torch

from spotdiff.classifier.problem import (
    SMALL,
    Array,
    batches,
    initial_weights,
    standardise,
)
from spotdiff.classifier.speed import tensorflow_steps, torch_steps
from spotdiff.classifier.speed.problem import BATCH
from spotdiff.classifier.training import tensorflow_side, torch_side
from spotdiff.data import Digits

TARGET = 0.98
EPOCHS = 25
SEEDS = (0, 1, 2)


@dataclass(frozen=True)
class Reached:
    """Runs that differ in their seed only.

    Attributes:
        steps: Until the target was met at the end of an epoch, for each seed;
            None if it was not within the epochs allowed.
        best: The best share of test digits read rightly, for each seed.
    """

    steps: tuple[int | None, ...]
    best: tuple[float, ...]

    @property
    def arrived(self) -> list[int]:
        """Return the steps of the runs that met the target."""
        return [steps for steps in self.steps if steps is not None]

    @property
    def spread(self) -> tuple[float, float, float]:
        """Return the fewest, the median and the most steps of those."""
        least, middle, most = np.quantile(self.arrived, [0, 0.5, 1])
        return float(least), float(middle), float(most)


# The quickest way of each to take a step without compiling first.
WAYS: dict[str, tuple[Any, str, Callable[..., Array]]] = {
    "PyTorch": (torch_steps, "channels last", torch_side.predict),
    "TensorFlow": (tensorflow_steps, "function", tensorflow_side.predict),
}


def run(
    framework: str, digits: Digits, seed: int, epochs: int
) -> tuple[int | None, float]:
    """Train from one seed: it draws weights, order and what is dropped.

    The order is the same in both frameworks, and so are the weights. Only full
    batches are taken: what is left of an epoch is not seen in it.

    Returns:
        The steps it took, or None; and the best share read rightly.
    """
    side, mode, score = WAYS[framework]
    torch.manual_seed(seed)
    keras.utils.set_random_seed(seed)
    model, step = side.prepare(mode, SMALL, initial_weights(SMALL, seed))
    images, tests = map(standardise, (digits.train_images, digits.test_images))
    order = list(batches(len(images), BATCH, epochs, seed))
    full = len(images) // BATCH
    best, taken = 0.0, 0
    for chosen in order:
        if len(chosen) < BATCH:
            continue
        step(*side.place(images[chosen], digits.train_labels[chosen]))
        taken += 1
        if taken % full == 0:
            right = score(model, tests).argmax(1) == digits.test_labels
            best = max(best, float(right.mean()))
            if best >= TARGET:
                return taken, best
    return None, best


def steps_to_target(
    framework: str, digits: Digits, seeds: Sequence[int] = SEEDS, epochs: int = EPOCHS
) -> Reached:
    """Train from several seeds until the target is met.

    Args:
        framework: "PyTorch" or "TensorFlow".
        digits: What to learn, and what to test on.
        seeds: One for each run.
        epochs: After how many to give up.

    Returns:
        What each run took.
    """
    runs = [run(framework, digits, seed, epochs) for seed in seeds]
    steps, best = zip(*runs, strict=True)
    return Reached(steps, best)
