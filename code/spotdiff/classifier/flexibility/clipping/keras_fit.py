"""Gradients cut to a length, and that length noted, in Keras's own loop."""

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from spotdiff.classifier.problem import Array, Labels


class Telling(keras.Model):
    """A network whose step tells how long its gradient was."""

    def train_step(self, data: tuple[Any, Any]) -> dict[str, Any]:
        """Take one step; the optimiser clips."""
        images, labels = data
        with tf.GradientTape() as tape:
            scores = self(images, training=True)
            loss = self.compute_loss(images, labels, scores)
        slopes = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply(slopes, self.trainable_variables)
        return {"loss": loss, "norm": tf.linalg.global_norm(slopes)}


def train(
    model: Any,
    batches: Sequence[tuple[Array, Labels]],
    rate: float,
    momentum: float,
    limit: float,
) -> list[tuple[float, float]]:
    """Train a network as it stands: loss and length of the gradient, by step."""
    telling = Telling(model.inputs, model.outputs)
    telling.compile(
        optimizer=keras.optimizers.SGD(rate, momentum, global_clipnorm=limit),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    images, labels = map(np.stack, zip(*batches, strict=True))
    data = tf.data.Dataset.from_tensor_slices((images[..., None], labels))
    told: list[tuple[float, float]] = []
    note = keras.callbacks.LambdaCallback(
        on_train_batch_end=lambda _, logs: told.append((logs["loss"], logs["norm"]))
    )
    telling.fit(data.prefetch(8), shuffle=False, verbose=0, callbacks=[note])
    return told
