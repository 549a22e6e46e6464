"""The classifier trained in PyTorch, in a process without TensorFlow."""

from collections.abc import Sequence
from functools import partial

from spotdiff.benchmarks.growth import memory
from spotdiff.classifier.blocks.torch_side import classifier
from spotdiff.classifier.problem import SMALL
from spotdiff.classifier.speed.problem import MOMENTUM, RATE
from spotdiff.classifier.training.torch_side import train


def grow(
    sizes: Sequence[int] = memory.SIZES, steps: int | None = memory.STEPS
) -> list[memory.Held]:
    """Train the small network on as many images as each size says.

    Args and Returns as in `memory.grow`.
    """
    learn = partial(train, classifier(SMALL), rate=RATE, momentum=MOMENTUM)
    return memory.grow(learn, sizes, steps)
