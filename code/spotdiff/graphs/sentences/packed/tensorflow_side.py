"""Sentences read together, and never filled up."""

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from keras import layers

from spotdiff.graphs.sentences.problem import Words


def pack(words: Sequence[Words]) -> Any:
    """Lay sentences word by word: all first words, all second ones."""
    order = np.argsort([-len(row) for row in words], kind="stable")
    steps = [
        [words[i][at] for i in order if at < len(words[i])]
        for at in range(len(words[order[0]]))
    ]
    return tf.ragged.constant(steps, tf.int64), tf.argsort(order)


class Reader(keras.Model):
    """One score a sentence: above zero, it is praise."""

    def __init__(self, words: int, size: int, state: int) -> None:
        """Name the layers."""
        super().__init__()
        self.embed = layers.Embedding(words, size)
        self.cell = layers.LSTMCell(state)
        self.score = layers.Dense(1)
        # No layer may make its weights inside of a loop in a graph.
        self.embed.build()
        self.cell.build((None, size))
        self.score.build((None, state))

    @tf.function(reduce_retracing=True)
    def call(self, packed: Any) -> Any:
        """Read packed sentences, and score them, (n,)."""
        words, order = packed
        x = self.embed(words)
        shown, kept = self.cell.get_initial_state(tf.shape(x[0])[0])
        for at in tf.range(x.nrows()):
            n = tf.shape(x[at])[0]  # so many sentences go on
            new, state = self.cell(x[at], [shown[:n], kept[:n]])
            shown = tf.concat([new, shown[n:]], 0)
            kept = tf.concat([state[1], kept[n:]], 0)
        return tf.gather(self.score(shown)[:, 0], order)
