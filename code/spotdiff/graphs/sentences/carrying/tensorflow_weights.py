"""Weights carried into a reader, and slopes out of it."""

from collections.abc import Iterable
from typing import Any

import tensorflow as tf

from spotdiff.graphs.sentences import layout
from spotdiff.graphs.sentences.oracle import Answer
from spotdiff.graphs.sentences.problem import Weights, Words


def place(sentences: Words) -> Any:
    """Make padded sentences a tensor, where the framework computes."""
    return tf.constant(sentences)


def put(model: Any, weights: Weights) -> Any:
    """Overwrite a reader's weights, and return the reader.

    Where a gate has two biases that are added, one is held at zero.
    """
    if not model.weights:  # the first call makes them
        model(tf.ones([1, 1], tf.int64))
    model.set_weights(layout.to_keras(weights))
    return model


def take(model: Any, names: Iterable[str]) -> Weights:
    """Copy a reader's weights, without the biases that are held."""
    return layout.from_keras(model.get_weights(), list(names))


def answer(model: Any, batches: Iterable[Any], names: Iterable[str]) -> Answer:
    """Score the sentences of all batches, and go back through them.

    Args:
        model: Sentences to scores.
        batches: Sentences as the reader wants them, and labels, (n,).
        names: Of the weights.

    Returns:
        The scores in the order of the batches, and the slopes of the
        summed loss.
    """
    scores, loss = [], 0.0
    with tf.GradientTape() as tape:
        for sentences, labels in batches:
            scores.append(model(sentences))
            losses = tf.nn.sigmoid_cross_entropy_with_logits(
                labels=labels, logits=scores[-1]
            )
            loss = loss + tf.reduce_sum(losses)
    slopes = tape.gradient(loss, model.trainable_variables)
    arrays = [tf.convert_to_tensor(slope).numpy() for slope in slopes]
    found = tf.concat(scores, 0).numpy()
    return Answer(found, layout.from_keras(arrays, list(names)))
