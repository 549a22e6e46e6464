"""A reader trained by a loop of one's own."""

from collections.abc import Iterable
from typing import Any

import tensorflow as tf
from keras import losses, optimizers

from spotdiff.graphs.sentences.problem import ADAM, Array, Batch, Words


def train(model: Any, batches: Iterable[Batch]) -> list[float]:
    """Train a reader as it stands; its weights are overwritten.

    Args:
        model: Sentences to scores.
        batches: Padded sentences, (n, words), and labels, (n,).

    Returns:
        The loss of each step.
    """
    adam = optimizers.Adam(ADAM.rate, ADAM.slope, ADAM.square, ADAM.cushion)
    entropy = losses.BinaryCrossentropy(from_logits=True)

    @tf.function(reduce_retracing=True)  # type: ignore[untyped-decorator]
    def step(sentences: Any, labels: Any) -> Any:
        with tf.GradientTape() as tape:
            loss = entropy(labels, model(sentences))
        slopes = tape.gradient(loss, model.trainable_variables)
        # Those of a word come in pieces, and Adam would square each piece.
        slopes = [tf.convert_to_tensor(slope) for slope in slopes]
        adam.apply(slopes, model.trainable_variables)
        return loss

    told = [step(*map(tf.constant, batch)) for batch in batches]
    return [float(loss) for loss in told]


def predict(model: Any, sentences: Words) -> Array:
    """Score padded sentences, (n, words)."""
    scores = model(tf.constant(sentences))
    found: Array = scores.numpy()
    return found
