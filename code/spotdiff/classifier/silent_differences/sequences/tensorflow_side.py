"""What a layer for sequences takes and returns."""

from typing import Any

import keras
from tensorflow import Tensor


def time_axis(series: Tensor, cured: bool) -> Any:
    """Add up numbers over time, with a recurrent layer of ones.

    Args:
        series: (3, 3, 1).
        cured: Whether both sides shall give the same.

    Returns:
        The running sums, (3, 3, 1).
    """
    ones = (1, "relu", False, "ones", "ones")
    return keras.layers.SimpleRNN(*ones, return_sequences=True)(series)


def returned(series: Tensor, cured: bool) -> Any:
    """Look at the shape of what a recurrent layer of 4 returns.

    Args:
        series: (3, 2, 1).
        cured: Whether both sides shall give the same.

    Returns:
        Two or three numbers.
    """
    output = keras.layers.SimpleRNN(4)(series)
    return output.shape


def padding_entry(words: Tensor, cured: bool) -> Any:
    """Look up words in a table of ones, 0 standing for no word.

    Args:
        words: (n,) whole numbers, the first 0.
        cured: Whether both sides shall give the same.

    Returns:
        The vectors, (n, 2).
    """
    layer = keras.layers.Embedding(2, 2, "ones", mask_zero=True)
    if cured:
        return keras.ops.where(words[:, None] > 0, layer(words), 0.0)
    return layer(words)
