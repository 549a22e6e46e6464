"""What a layer for sequences takes and returns."""

from typing import Any

from torch import Tensor, nn


def time_axis(series: Tensor, cured: bool) -> Any:
    """Add up numbers over time, with a recurrent layer of ones.

    Args:
        series: (3, 3, 1).
        cured: Whether both sides shall give the same.

    Returns:
        The running sums, (3, 3, 1).
    """
    layer = nn.RNN(1, 1, 1, "relu", False, batch_first=cured)
    for weight in layer.parameters():
        nn.init.ones_(weight)
    return layer(series)[0]


def returned(series: Tensor, cured: bool) -> Any:
    """Look at the shape of what a recurrent layer of 4 returns.

    Args:
        series: (3, 2, 1).
        cured: Whether both sides shall give the same.

    Returns:
        Two or three numbers.
    """
    output, _ = nn.RNN(1, 4, batch_first=True)(series)
    return output[:, -1].shape if cured else output.shape


def padding_entry(words: Tensor, cured: bool) -> Any:
    """Look up words in a table of ones, 0 standing for no word.

    Args:
        words: (n,) whole numbers, the first 0.
        cured: Whether both sides shall give the same.

    Returns:
        The vectors, (n, 2).
    """
    layer = nn.Embedding(2, 2, padding_idx=0)
    layer.weight.data[1] = 1
    return layer(words)
