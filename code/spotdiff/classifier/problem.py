"""The digit classifier, in neither framework: networks, weights and batches."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import DTypeLike, NDArray

Array = NDArray[np.floating[Any]]
Labels = NDArray[np.integer[Any]]
# By PyTorch's names, in its layout: kernels (out, in, height, width), matrices
# (out, in). `layout` turns them into TensorFlow's.
Weights = dict[str, Array]


class Batch(NamedTuple):
    """What one step sees.

    Attributes:
        images: (n, 28, 28), standardised.
        labels: (n,), 0 to 9.
        channels: What dropout multiplies the second convolution's channels by,
            (n, channels): 0, or one over the share that is kept.
        units: The same for the hidden units, (n, hidden).
    """

    images: Array
    labels: Labels
    channels: Array
    units: Array


CLASSES = 10


@dataclass(frozen=True)
class Network:
    """One of the two networks of 2017: two convolutions, two dense layers.

    Each convolution is 5 x 5 and is followed by a 2 x 2 maximum and a ReLU; the
    first dense layer by a ReLU and a dropout.

    Attributes:
        name: What the book calls it.
        channels: Of the two convolutions.
        padding: Zeros around each image before a convolution: 0 or 2.
        hidden: Units of the first dense layer.
        channel_dropout: Share of the second convolution's channels dropped.
        unit_dropout: Share of the hidden units dropped.
    """

    name: str
    channels: tuple[int, int]
    padding: int
    hidden: int
    channel_dropout: float
    unit_dropout: float

    @property
    def flat(self) -> int:
        """Return how many numbers reach the first dense layer."""
        side = 28
        for _ in self.channels:
            side = (side + 2 * self.padding - 4) // 2
        return self.channels[1] * side**2

    @property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        """Return the shape of every weight, in PyTorch's layout."""
        first, second = self.channels
        return {
            "conv1.weight": (first, 1, 5, 5),
            "conv1.bias": (first,),
            "conv2.weight": (second, first, 5, 5),
            "conv2.bias": (second,),
            "fc1.weight": (self.hidden, self.flat),
            "fc1.bias": (self.hidden,),
            "fc2.weight": (CLASSES, self.hidden),
            "fc2.bias": (CLASSES,),
        }

    @property
    def parameters(self) -> int:
        """Return how many numbers are learnt."""
        return sum(int(np.prod(shape)) for shape in self.shapes.values())


# Sources: PyTorch's MNIST example (pytorch/examples, 2017), which the article
# adapted, and TensorFlow's "A Guide to TF Layers" (2017), which it followed.
SMALL = Network("small", (10, 20), 0, 50, channel_dropout=0.5, unit_dropout=0.5)
LARGE = Network("large", (32, 64), 2, 1024, channel_dropout=0.0, unit_dropout=0.4)

# Mean and standard deviation of MNIST's training pixels, as in PyTorch's example.
PIXEL_MEAN, PIXEL_DEVIATION = 0.1307, 0.3081


def standardise(images: Array) -> Array:
    """Shift and scale pixels in [0, 1], as PyTorch's example does."""
    return (images - images.dtype.type(PIXEL_MEAN)) / images.dtype.type(PIXEL_DEVIATION)


def initial_weights(
    network: Network = SMALL, seed: int = 0, dtype: DTypeLike = np.float32
) -> Weights:
    """Draw weights by PyTorch's default rule, without PyTorch.

    Args:
        network: Whose weights.
        seed: Of the generator; the same weights whatever the dtype.
        dtype: Of every weight.

    Returns:
        Weights uniform within one over the root of the inputs each unit sums.
    """
    rng = np.random.default_rng(seed)
    weights = {}
    for name, shape in network.shapes.items():
        if name.endswith("weight"):
            bound = np.prod(shape[1:]) ** -0.5
        weights[name] = rng.uniform(-bound, bound, shape).astype(dtype)
    return weights


def batches(count: int, size: int, epochs: int, seed: int = 0) -> Iterator[Labels]:
    """Yield which images each step sees: shuffled anew in every epoch.

    Args:
        count: How many images there are.
        size: Of a batch; the last of an epoch may be smaller.
        epochs: How often every image is seen.
        seed: Of the generator.
    """
    rng = np.random.default_rng(seed)
    for _ in range(epochs):
        order = rng.permutation(count)
        yield from (order[i : i + size] for i in range(0, count, size))


def gather(
    images: Array, labels: Labels, network: Network = SMALL, dropped: int | None = None
) -> Batch:
    """Gather what a step sees, and what dropout does to it.

    Args:
        images: (n, 28, 28), standardised; the masks are in their dtype.
        labels: (n,), 0 to 9.
        network: Whose units and channels may be dropped.
        dropped: Seed of the masks, or None to keep everything.
    """
    shares = (network.channel_dropout, network.unit_dropout)
    sizes = (network.channels[1], network.hidden)
    if dropped is None:
        masks = [np.ones((len(images), size), images.dtype) for size in sizes]
    else:
        rng = np.random.default_rng(dropped)
        masks = [
            (rng.random((len(images), size)) >= share).astype(images.dtype)
            / images.dtype.type(1 - share)
            for size, share in zip(sizes, shares, strict=True)
        ]
    return Batch(images, labels, *masks)
