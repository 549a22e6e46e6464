"""Words read one after the other, in a loop of Python."""

from typing import Any

import keras
from keras import layers, ops


class Reader(keras.Model):
    """One score a sentence: above zero, it is praise."""

    def __init__(self, words: int, size: int, state: int) -> None:
        """Name the layers.

        Args:
            words: How many there are.
            size: Numbers that stand for a word.
            state: Numbers that stand for what was read.
        """
        super().__init__()
        self.embed = layers.Embedding(words, size)
        self.cell = layers.LSTMCell(state)
        self.score = layers.Dense(1)

    def call(self, sentences: Any) -> Any:
        """Read as many words as there are.

        Args:
            sentences: Equally long ones, (n, words).

        Returns:
            The scores, (n,).
        """
        state = self.cell.get_initial_state(len(sentences))
        for word in ops.unstack(self.embed(sentences), axis=1):
            shown, state = self.cell(word, state)
        return self.score(shown)[:, 0]
