"""Sentences read together, zeros and all, and the state after the last word."""

from typing import Any

from torch import nn


class Reader(nn.Module):
    """One score a sentence: above zero, it is praise."""

    def __init__(self, words: int, size: int, state: int) -> None:
        """Name the layers."""
        super().__init__()
        self.embed = nn.Embedding(words, size, padding_idx=0)
        self.recur = nn.LSTM(size, state, batch_first=True)
        self.score = nn.Linear(state, 1)

    def forward(self, sentences: Any) -> Any:
        """Read sentences, (n, words), and score them, (n,)."""
        shown, _ = self.recur(self.embed(sentences))
        last = (sentences != 0).sum(1) - 1
        shown = shown.take_along_dim(last[:, None, None], 1)
        return self.score(shown)[:, 0, 0]
