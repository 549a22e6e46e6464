"""A network that brings a step of its own to Keras's loop."""

from collections.abc import Sequence
from typing import Any

import keras
import tensorflow as tf

from spotdiff.classifier.problem import Array, Labels


class OwnStep(keras.Model):
    """A network of given inputs and outputs; only the step is new."""

    def train_step(self, data: tuple[Any, Any]) -> dict[str, Any]:
        """Take one step, and tell the loop its loss."""
        images, labels = data
        with tf.GradientTape() as tape:
            scores = self(images, training=True)
            loss = self.compute_loss(images, labels, scores)
        slopes = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply(slopes, self.trainable_variables)
        return {"loss": loss}


def train(
    model: Any,
    batches: Sequence[tuple[Array, Labels]],
    rate: float,
    momentum: float,
) -> list[float]:
    """Train a network as it stands, and return the loss of each step."""
    own = OwnStep(model.inputs, model.outputs)
    own.compile(
        optimizer=keras.optimizers.SGD(rate, momentum),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    data = ((images[..., None], labels) for images, labels in batches)
    told: list[float] = []
    note = keras.callbacks.LambdaCallback(
        on_train_batch_end=lambda _, logs: told.append(logs["loss"])
    )
    steps = len(batches)
    own.fit(data, steps_per_epoch=steps, shuffle=False, verbose=0, callbacks=[note])
    return told
