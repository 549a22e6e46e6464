"""Words read one after the other, in a loop of Python."""

from typing import Any

from torch import nn


class Reader(nn.Module):
    """One score a sentence: above zero, it is praise."""

    def __init__(self, words: int, size: int, state: int) -> None:
        """Name the layers.

        Args:
            words: How many there are.
            size: Numbers that stand for a word.
            state: Numbers that stand for what was read.
        """
        super().__init__()
        self.embed = nn.Embedding(words, size)
        self.cell = nn.LSTMCell(size, state)
        self.score = nn.Linear(state, 1)

    def forward(self, sentences: Any) -> Any:
        """Read as many words as there are.

        Args:
            sentences: Equally long ones, (n, words).

        Returns:
            The scores, (n,).
        """
        state = None
        for word in self.embed(sentences).unbind(1):
            state = self.cell(word, state)
        shown, _ = state
        return self.score(shown)[:, 0]
