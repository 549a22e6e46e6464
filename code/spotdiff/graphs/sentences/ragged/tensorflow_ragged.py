"""What takes a tensor whose rows are of different lengths."""

from collections.abc import Callable, Sequence
from typing import Any

import tensorflow as tf
from keras import layers

from spotdiff.graphs.sentences.problem import VOCABULARY, Words


def attempts(words: Sequence[Words]) -> dict[str, Callable[[], Any]]:
    """Prepare what one would do with sentences, each to be tried."""
    rows = [row.tolist() for row in words]
    ragged = tf.ragged.constant(rows)
    embed = layers.Embedding(len(VOCABULARY), 4)
    dense = layers.Dense(3)
    recur = layers.LSTM(5)
    x = embed(ragged)

    def slopes() -> Any:
        with tf.GradientTape() as tape:
            total = tf.reduce_sum(tf.reduce_mean(embed(ragged), 1))
        return tape.gradient(total, embed.trainable_variables)

    return {
        "look its words up": lambda: embed(ragged),
        "compute on each number": lambda: tf.tanh(2 * x),
        "a dense layer": lambda: dense(x),
        "the mean over the words": lambda: tf.reduce_mean(x, 1),
        "the slopes of that mean": slopes,
        "fill it up with zeros": lambda: x.to_tensor(0.0),
        "an LSTM": lambda: recur(x),
    }
