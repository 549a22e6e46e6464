"""Sentences read together, the short ones filled up with zeros."""

from typing import Any

import keras
from keras import layers


class Reader(keras.Model):
    """One score a sentence: above zero, it is praise."""

    def __init__(
        self,
        words: int,
        size: int,
        state: int,
        told: bool = True,
    ) -> None:
        """Name the layers.

        Args:
            words: How many there are.
            size: Numbers that stand for a word.
            state: Numbers that stand for what was read.
            told: Whether zeros are known to be no words.
        """
        super().__init__()
        self.embed = layers.Embedding(words, size, mask_zero=told)
        self.recur = layers.LSTM(state)
        self.score = layers.Dense(1)

    def call(self, sentences: Any) -> Any:
        """Read them all at once.

        Args:
            sentences: Filled up with zeros, (n, words); they belong
                after the last word.

        Returns:
            The scores, (n,).
        """
        x = self.embed(sentences)
        shown = self.recur(x)
        return self.score(shown)[:, 0]
