"""The training step of Keras's own loop."""

from collections.abc import Callable
from typing import Any

import keras
from keras.losses import SparseCategoricalCrossentropy

from spotdiff.classifier.blocks.tensorflow_side import classifier
from spotdiff.classifier.carrying.tensorflow_side import put
from spotdiff.classifier.problem import Network, Weights
from spotdiff.classifier.speed.problem import MOMENTUM, RATE


def prepare(
    network: Network, weights: Weights
) -> tuple[Any, Callable[[Any, Any], Any]]:
    """Prepare a network and its step, as Keras compiles it if not told otherwise.

    Returns:
        The network; and a function of a placed batch that learns from it and
        gives the loss.
    """
    model = classifier(network)
    put(model, weights)
    model.compile(
        optimizer=keras.optimizers.SGD(RATE, MOMENTUM),
        loss=SparseCategoricalCrossentropy(from_logits=True),
    )
    return model, model.train_on_batch
