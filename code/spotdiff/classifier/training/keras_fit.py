"""A network trained by Keras's own loop."""

from collections.abc import Sequence
from typing import Any

import keras

from spotdiff.classifier.problem import Array, Labels


def train(
    model: Any,
    batches: Sequence[tuple[Array, Labels]],
    rate: float,
    momentum: float,
) -> float:
    """Train a network as it stands, and return the mean loss of all steps."""
    model.compile(
        optimizer=keras.optimizers.SGD(rate, momentum),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    data = ((images[..., None], labels) for images, labels in batches)
    history = model.fit(data, steps_per_epoch=len(batches), shuffle=False, verbose=0)
    return float(history.history["loss"][0])
