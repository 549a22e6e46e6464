"""What takes a tensor whose rows are of different lengths."""

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import nn

from spotdiff.graphs.sentences.problem import VOCABULARY, Words


def attempts(words: Sequence[Words]) -> dict[str, Callable[[], Any]]:
    """Prepare what one would do with sentences, each to be tried."""
    rows = list(map(torch.as_tensor, words))
    ragged = torch.nested.nested_tensor(rows, layout=torch.jagged)
    embed = nn.Embedding(len(VOCABULARY), 4)
    dense = nn.Linear(4, 3)
    recur = nn.LSTM(4, 5, batch_first=True)
    x = embed(ragged)

    def slopes() -> Any:
        total = embed(ragged).mean(1).sum()
        return torch.autograd.grad(total, embed.weight)

    return {
        "look its words up": lambda: embed(ragged),
        "compute on each number": lambda: torch.tanh(2 * x),
        "a dense layer": lambda: dense(x),
        "the mean over the words": lambda: x.mean(1),
        "the slopes of that mean": slopes,
        "fill it up with zeros": lambda: x.to_padded_tensor(0.0),
        "an LSTM": lambda: recur(x),
    }
