"""The arithmetic of a training step, counted from the shapes of the network."""

from typing import NamedTuple

import numpy as np

from spotdiff.classifier.problem import CLASSES, Array, Labels, Network

RATE, MOMENTUM = 0.15, 0.5
BATCH = 64  # of the example that both articles grew from
KERNEL = 5  # pixels, each way
SIDE = 28  # of an image, in pixels


class Layer(NamedTuple):
    """One layer with weights.

    Attributes:
        name: Of its weights.
        inputs: Channels, or units, that come in.
        outputs: Channels, or units, that go out.
        side: Of the map that comes in, in pixels; 1 if there is none.
        places: Pixels of the map that goes out; 1 if there is none.
        window: Pixels that each of them sees.
    """

    name: str
    inputs: int
    outputs: int
    side: int
    places: int
    window: int

    @property
    def products(self) -> int:
        """Return the multiplications that one image takes on its way forward.

        Those with the zeros around an image count: the libraries do them.
        """
        return self.places * self.window * self.inputs * self.outputs


def layers(network: Network) -> list[Layer]:
    """List the layers of a network that have weights, from the image on."""
    found, side, inputs = [], SIDE, 1
    for number, outputs in enumerate(network.channels, 1):
        after = side + 2 * network.padding - KERNEL + 1
        sizes = inputs, outputs, side, after**2, KERNEL**2
        found.append(Layer(f"conv{number}", *sizes))
        side, inputs = after // 2, outputs
    found.append(Layer("fc1", network.flat, network.hidden, 1, 1, 1))
    found.append(Layer("fc2", network.hidden, CLASSES, 1, 1, 1))
    return found


def operations(network: Network) -> int:
    """Count the multiplications and additions of one step for one image.

    Every layer multiplies three times: forward, for the slope by its weights,
    and for the slope by its input. The first layer is spared the last: nobody
    asks how the loss depends on the image. A product and its sum are two.
    """
    first, *others = layers(network)
    return 2 * (2 * first.products + 3 * sum(each.products for each in others))


class Convolution(NamedTuple):
    """What a convolution needs to run alone, forward and back.

    Attributes:
        maps: (n, in, side, side).
        kernel: (out, in, 5, 5).
        slope: By what goes out, (n, out, height, width).
        padding: Zeros around each map.
        inner: Whether the slope by the maps is wanted too.
    """

    maps: Array
    kernel: Array
    slope: Array
    padding: int
    inner: bool


def convolutions(network: Network, count: int, seed: int = 0) -> list[Convolution]:
    """Draw random input for both convolutions of a network.

    Args:
        network: Whose.
        count: Images in the batch.
        seed: Of the generator.
    """
    rng = np.random.default_rng(seed)

    def numbers(*shape: int) -> Array:
        return rng.standard_normal(shape, np.float32)

    return [
        Convolution(
            numbers(count, layer.inputs, layer.side, layer.side),
            numbers(layer.outputs, layer.inputs, KERNEL, KERNEL),
            numbers(count, layer.outputs, *[int(layer.places**0.5)] * 2),
            network.padding,
            inner=layer.inputs > 1,
        )
        for layer in layers(network)
        if layer.window > 1
    ]


def batch(count: int, seed: int = 0) -> tuple[Array, Labels]:
    """Draw images, (count, 28, 28), and labels, (count,): any will do for timing."""
    rng = np.random.default_rng(seed)
    images = rng.standard_normal((count, SIDE, SIDE), np.float32)
    return images, rng.integers(0, CLASSES, count)
