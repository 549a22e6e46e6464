"""What Keras writes of a training by itself."""

from collections.abc import Sequence
from typing import Any

import keras
from numpy.typing import NDArray

from spotdiff.classifier.problem import Labels


def train(
    folder: str,
    model: Any,
    batches: Sequence[tuple[NDArray[Any], Labels]],
    rate: float,
    momentum: float,
    epochs: int,
    **wishes: Any,
) -> None:
    """Train a network as it stands, with all that the callback offers.

    Args:
        folder: Where the event files go.
        model: Whatever it is fed, to scores.
        batches: What it is fed, and labels, (n,), of each step.
        rate: Learning rate.
        momentum: Share of the last change that is kept.
        epochs: How many equal parts the batches are taken in.
        **wishes: What else the callback is asked for.
    """
    model.compile(
        optimizer=keras.optimizers.SGD(rate, momentum),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    told = keras.callbacks.TensorBoard(
        folder, histogram_freq=1, write_images=True, update_freq=1, **wishes
    )
    model.fit(
        (batch for batch in batches),
        steps_per_epoch=len(batches) // epochs,
        epochs=epochs,
        shuffle=False,
        verbose=0,
        callbacks=[told],
    )
