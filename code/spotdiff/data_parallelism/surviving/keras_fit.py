"""Keras's own way to go on after a failure: a callback of `fit`."""

from pathlib import Path
from typing import Any

import keras

from spotdiff.data_parallelism.surviving import problem
from spotdiff.data_parallelism.surviving.tensorflow_training import network

# Keras adds the losses of an epoch up in float32.
TOLERANCE = 1e-5
EPOCHS = problem.STEPS // problem.EVERY


class PowerCutError(RuntimeError):
    """What ends the training."""


class CutIn(keras.callbacks.Callback):
    """Ends the training in the middle of an epoch."""

    def __init__(self, epoch: int) -> None:
        """Remember in which."""
        super().__init__()
        self.wanted, self.now = epoch, 0

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        """Note where we are."""
        self.now = epoch

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        """End it, half an epoch in."""
        if self.now == self.wanted and batch == problem.EVERY // 2:
            raise PowerCutError


def fit(folder: Path, *callbacks: Any) -> list[float]:
    """Train, and return the loss of each epoch that this call finished.

    Args:
        folder: Where the callback keeps what it needs to go on.
        *callbacks: Further ones.
    """
    model = network()
    model.compile(
        keras.optimizers.SGD(problem.RATE, problem.MOMENTUM),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    images, labels = problem.batches()
    history = model.fit(
        images.reshape(-1, problem.PIXELS),
        labels.reshape(-1),
        batch_size=problem.BATCH,
        epochs=EPOCHS,
        shuffle=False,
        verbose=0,
        callbacks=[keras.callbacks.BackupAndRestore(folder), *callbacks],
    )
    found: list[float] = history.history["loss"]
    return found
