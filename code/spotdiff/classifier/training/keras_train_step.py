"""A network that brings a training step of its own to Keras's loop."""

from collections.abc import Sequence
from typing import Any

import keras
import tensorflow as tf

from spotdiff.classifier.problem import Array, Labels
from spotdiff.classifier.training.keras_fit import Batches


class OwnStep(keras.Model):
    """A network of given inputs and outputs; only the step is new."""

    def train_step(self, data: tuple[Any, Any]) -> dict[str, Any]:
        """Take one step, and report its loss to the loop."""
        x, y = data
        with tf.GradientTape() as tape:
            loss = self.compute_loss(x, y, self(x, training=True))
        slopes = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply(slopes, self.trainable_variables)
        return {"loss": loss}


class Losses(keras.callbacks.Callback):
    """The loss of every step."""

    def on_train_begin(self, logs: Any = None) -> None:
        """Start anew."""
        self.steps: list[float] = []

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        """Note what the step reported."""
        self.steps.append(logs["loss"])


def train(
    model: keras.Model,
    images: Array,
    labels: Labels,
    batches: Sequence[Labels],
    rate: float,
    momentum: float,
) -> list[float]:
    """Train a network as it stands, and return the loss of each step."""
    own = OwnStep(model.inputs, model.outputs)
    own.compile(
        optimizer=keras.optimizers.SGD(rate, momentum),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    data, losses = Batches(images, labels, batches), Losses()
    own.fit(data, shuffle=False, verbose=0, callbacks=[losses])
    return losses.steps
