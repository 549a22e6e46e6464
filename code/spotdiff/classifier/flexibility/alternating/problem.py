"""Two networks that train each other in turn, in neither framework."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import DTypeLike

from spotdiff.classifier.problem import Array

PIXELS, NOISE, HIDDEN = 784, 16, 32

# A matrix, (in, out), and a bias, (out,), of each of two dense layers.
Layers = list[Array]


class Players(NamedTuple):
    """The weights of both networks, which share nothing.

    Attributes:
        generator: Noise, (n, 16), to pixels, (n, 784), by a last sigmoid.
        discriminator: Pixels to a score, (n, 1): above 0 for real.
    """

    generator: Layers
    discriminator: Layers


class Played(NamedTuple):
    """How a game went.

    Attributes:
        losses: Of the discriminator and of the generator, each before its own
            step, (steps, 2).
        players: The weights after the last step.
    """

    losses: Array
    players: Players


def players(seed: int = 0, dtype: DTypeLike = np.float32) -> Players:
    """Draw weights, uniform within one over the root of a layer's inputs."""
    rng = np.random.default_rng(seed)

    def layers(*sizes: int) -> Layers:
        found = []
        for inputs, outputs in pairwise(sizes):
            bound = inputs**-0.5
            for shape in ((inputs, outputs), (outputs,)):
                found.append(rng.uniform(-bound, bound, shape).astype(dtype))
        return found

    return Players(layers(NOISE, HIDDEN, PIXELS), layers(PIXELS, HIDDEN, 1))


def rounds(images: Array, steps: int, size: int, seed: int = 0) -> tuple[Array, Array]:
    """Lay out what each step sees.

    Args:
        images: (n, 28, 28), 0 for paper and 1 for ink.
        steps: How many steps.
        size: Images in each.
        seed: Of the generator of the choice and of the noise.

    Returns:
        Real images, (steps, size, 784), and noise, (steps, 2, size, 16), first
        for the discriminator's turn, then for the generator's.
    """
    rng = np.random.default_rng(seed)
    chosen = rng.integers(len(images), size=(steps, size))
    noise = rng.standard_normal((steps, 2, size, NOISE))
    return images.reshape(-1, PIXELS)[chosen], noise.astype(images.dtype)


def play(start: Players, real: Array, noise: Array, rate: float) -> Played:
    """Let both networks take their steps in turn, every slope written out.

    Args:
        start: The weights.
        real: (steps, n, 784).
        noise: (steps, 2, n, 16).
        rate: Learning rate of both.

    Returns:
        The game, computed in float64.
    """
    generator: Layers = [array.astype(np.float64) for array in start.generator]
    discriminator: Layers = [w.astype(np.float64) for w in start.discriminator]
    losses = []
    for images, (first, second) in zip(real, noise, strict=True):
        fake = _sigmoid(_forward(generator, first)[-1])
        judged, by_weight = 0.0, [np.zeros_like(w) for w in discriminator]
        for pixels, truth in ((images, 1.0), (fake, 0.0)):
            loss, slopes, _ = _judge(discriminator, pixels, truth)
            judged += loss
            by_weight = [a + b for a, b in zip(by_weight, slopes, strict=True)]
        discriminator = _step(discriminator, by_weight, rate)
        hidden = _forward(generator, second)
        fake = _sigmoid(hidden[-1])
        fooled, _, by_pixel = _judge(discriminator, fake, 1.0)
        slopes, _ = _backward(generator, hidden, by_pixel * fake * (1 - fake))
        generator = _step(generator, slopes, rate)
        losses.append((judged, fooled))
    return Played(np.array(losses), Players(generator, discriminator))


def _sigmoid(scores: Array) -> Array:
    found: Array = 1 / (1 + np.exp(-scores))
    return found


def _forward(layers: Layers, values: Array) -> list[Array]:
    hidden = np.maximum(values @ layers[0] + layers[1], 0)
    return [values, hidden, hidden @ layers[2] + layers[3]]


def _backward(
    layers: Layers, values: Sequence[Array], slope: Array
) -> tuple[Layers, Array]:
    inputs, hidden, _ = values
    back = (slope @ layers[2].T) * (hidden > 0)
    by_weight = [inputs.T @ back, back.sum(0), hidden.T @ slope, slope.sum(0)]
    return by_weight, back @ layers[0].T


def _judge(layers: Layers, pixels: Array, truth: float) -> tuple[float, Layers, Array]:
    values = _forward(layers, pixels)
    scores = values[-1]
    # The cross-entropy of a sigmoid: log(1 + e^s) - truth * s.
    loss = np.mean(np.logaddexp(0, scores) - truth * scores)
    slope = (_sigmoid(scores) - truth) / len(scores)
    return (float(loss), *_backward(layers, values, slope))


def _step(layers: Layers, slopes: Layers, rate: float) -> Layers:
    return [w - rate * slope for w, slope in zip(layers, slopes, strict=True)]
