"""A network trained by Keras's own loop."""

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from spotdiff.classifier.problem import Array, Labels


def train(
    model: Any,
    batches: Sequence[tuple[Array, Labels]],
    rate: float,
    momentum: float,
) -> float:
    """Train a network as it stands, and return the mean loss of all steps.

    All batches are of one size.
    """
    model.compile(
        optimizer=keras.optimizers.SGD(rate, momentum),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        steps_per_execution=10,
    )
    images, labels = map(np.stack, zip(*batches, strict=True))
    data = tf.data.Dataset.from_tensor_slices((images[..., None], labels))
    history = model.fit(data.prefetch(8), shuffle=False, verbose=0)
    return float(history.history["loss"][0])
