"""Sentences read together, the short ones filled up with zeros."""

from typing import Any

from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence


class Reader(nn.Module):
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
        self.told = told
        self.embed = nn.Embedding(words, size, 0 if told else None)
        self.recur = nn.LSTM(size, state, batch_first=True)
        self.score = nn.Linear(state, 1)

    def forward(self, sentences: Any) -> Any:
        """Read them all at once.

        Args:
            sentences: Filled up with zeros, (n, words); they belong
                after the last word.

        Returns:
            The scores, (n,).
        """
        x = self.embed(sentences)
        if self.told:
            lengths = (sentences != 0).sum(1).cpu()
            x = pack_padded_sequence(x, lengths, True, False)
        _, (shown, _) = self.recur(x)
        return self.score(shown[0])[:, 0]
