"""The Keras model, trained by Keras on whichever engine it finds."""

from collections.abc import Sequence
from typing import NamedTuple

import keras
import numpy as np

from spotdiff.classifier import layout
from spotdiff.classifier.problem import Array, Labels, Weights
from spotdiff.classifier.two_engines.keras_model import classifier


class Trained(NamedTuple):
    """What one run gave.

    Attributes:
        scores: Of all images before the first step, (n, 10).
        losses: Of each step, (steps,).
        weights: After the last step, in PyTorch's layout.
    """

    scores: Array
    losses: Array
    weights: Weights


def given(weights: Weights, dropout: float = 0.0) -> keras.Sequential:
    """Build the network and give it its first weights, in PyTorch's layout."""
    model = classifier(dropout)
    model.set_weights(list(layout.to_tensorflow(weights).values()))
    return model


def learnt(model: keras.Sequential, weights: Weights) -> Weights:
    """Read a network's weights, in PyTorch's layout and under its names."""
    arrays = model.get_weights()
    return layout.to_torch(dict(zip(weights, arrays, strict=True)))


def train(
    weights: Weights,
    images: Array,
    labels: Labels,
    batches: Sequence[Labels],
    rate: float,
    momentum: float,
) -> Trained:
    """Train from given weights, without dropout.

    Args:
        weights: In PyTorch's layout.
        images: (n, 28, 28), standardised.
        labels: (n,), 0 to 9.
        batches: Which images each step sees.
        rate: Learning rate.
        momentum: Share of the last change that is kept.

    Returns:
        Scores, losses and weights.
    """
    model = given(weights)
    model.compile(
        keras.optimizers.SGD(rate, momentum),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    x = images[..., None]
    scores = model.predict_on_batch(x)
    losses = []
    for batch in batches:
        model.reset_metrics()  # or the loss would be the mean of all steps so far
        losses.append(model.train_on_batch(x[batch], labels[batch]))
    return Trained(scores, np.array(losses), learnt(model, weights))
