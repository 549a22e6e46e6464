"""Sentences read together, and never filled up."""

from collections.abc import Sequence
from typing import Any

import torch
from torch import nn
from torch.nn.utils.rnn import PackedSequence, pack_sequence

from spotdiff.graphs.sentences.problem import Words


def pack(words: Sequence[Words]) -> Any:
    """Lay sentences word by word: all first words, all second ones."""
    with torch.device("cpu"):  # which has to know the lengths
        packed = pack_sequence(list(map(torch.as_tensor, words)), False)
    return packed.to(torch.get_default_device())


class Reader(nn.Module):
    """One score a sentence: above zero, it is praise."""

    def __init__(self, words: int, size: int, state: int) -> None:
        """Name the layers."""
        super().__init__()
        self.embed = nn.Embedding(words, size)
        self.recur = nn.LSTM(size, state)
        self.score = nn.Linear(state, 1)

    def forward(self, packed: Any) -> Any:
        """Read packed sentences, and score them, (n,)."""
        words, *order = packed
        x = PackedSequence(self.embed(words), *order)
        _, (shown, _) = self.recur(x)
        return self.score(shown[0])[:, 0]
