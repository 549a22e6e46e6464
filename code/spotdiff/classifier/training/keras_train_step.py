"""A network that brings a step of its own to Keras's loop."""

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
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
    """Train a network as it stands, and return the loss of each step.

    All batches are of one size.
    """
    own = OwnStep(model.inputs, model.outputs)
    own.compile(
        optimizer=keras.optimizers.SGD(rate, momentum),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    images, labels = map(np.stack, zip(*batches, strict=True))
    data = tf.data.Dataset.from_tensor_slices((images[..., None], labels))
    told: list[float] = []
    note = keras.callbacks.LambdaCallback(
        on_train_batch_end=lambda _, logs: told.append(logs["loss"])
    )
    own.fit(data.prefetch(8), shuffle=False, verbose=0, callbacks=[note])
    return told
