"""What three requests ask of a training, in neither framework."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np

from spotdiff.classifier import oracle
from spotdiff.classifier.problem import SMALL, Array, Batch, Labels, Weights

# The small network as it is without dropout: what every framework can repeat.
UNDROPPED = replace(SMALL, channel_dropout=0.0, unit_dropout=0.0)

# What PyTorch adds to a gradient's length before it divides by it.
TORCH_CUSHION = 1e-6


def norm_of(gradient: Mapping[str, Array]) -> float:
    """Return the length of all slopes, laid end to end."""
    return float(np.sqrt(sum(np.sum(part**2) for part in gradient.values())))


def clipped(gradient: Weights, limit: float, cushion: float = 0.0) -> Weights:
    """Shorten a gradient that is longer than a limit.

    Args:
        gradient: Slopes by name.
        limit: The length it may have.
        cushion: Added to its length before the limit is divided by it: that of
            PyTorch is `TORCH_CUSHION`; TensorFlow adds nothing.
    """
    share = min(1.0, limit / (norm_of(gradient) + cushion))
    return {name: share * part for name, part in gradient.items()}


def rates(weights: Weights, slow: float, fast: float) -> dict[str, float]:
    """Give every weight a learning rate: slow if it is a convolution's."""
    return {name: slow if "conv" in name else fast for name in weights}


def train(
    weights: Weights,
    images: Array,
    labels: Labels,
    batches: Iterable[Labels],
    rates: Mapping[str, float],
    momentum: float,
    limit: float = np.inf,
) -> tuple[Array, Weights]:
    """Train the small network without dropout, in float64.

    Args:
        weights: To start from.
        images: (n, 28, 28), standardised.
        labels: (n,), 0 to 9.
        batches: Which images each step sees.
        rates: The learning rate of every weight, by name.
        momentum: Share of the last change that is kept.
        limit: Longest gradient that is left as it is.

    Returns:
        The loss of each step and the length of its gradient, (steps, 2), and the
        weights after the last.
    """
    w: Weights = {name: array.astype(np.float64) for name, array in weights.items()}
    speed = {name: np.zeros_like(array) for name, array in w.items()}
    logged = []
    for chosen in batches:
        batch = without_dropout(images[chosen], labels[chosen], w)
        loss, gradient = oracle.slopes(w, batch)
        logged.append((loss, norm_of(gradient)))
        for name, slope in clipped(gradient, limit).items():
            speed[name] = momentum * speed[name] + slope
            w[name] = w[name] - rates[name] * speed[name]
    return np.array(logged), w


def without_dropout(images: Array, labels: Labels, weights: Weights) -> Batch:
    """Make a batch, in float64, of which nothing is dropped."""
    channels, units = (
        np.ones((len(labels), len(weights[name])))
        for name in ("conv2.bias", "fc1.bias")
    )
    return Batch(images.astype(np.float64), labels, channels, units)
