"""What a function does where it could do otherwise."""

from typing import Any

import numpy as np
import torch
from torch import Tensor, nn


def beyond(labels: Tensor, cured: bool) -> Any:
    """Encode labels as one-hot, though one is too large.

    Args:
        labels: (n,) whole numbers, one of them 3.
        cured: Whether both sides shall give the same.

    Returns:
        (n, 3).
    """
    if cured:
        return labels[:, None] == torch.arange(3)
    return nn.functional.one_hot(labels, 3)


def backwards(x: Tensor, index: Tensor, cured: bool) -> Any:
    """Look up the entry before the first.

    Args:
        x: (n,).
        index: (1,) the whole number -1.
        cured: Whether both sides shall give the same.

    Returns:
        (1,).
    """
    return x[index]


def shared(numbers: list[float], cured: bool) -> Any:
    """Make a tensor of an array, then write to the array.

    Args:
        numbers: The numbers.
        cured: Whether both sides shall give the same.

    Returns:
        The tensor.
    """
    array = np.array(numbers)
    x = torch.tensor(array) if cured else torch.from_numpy(array)
    array[0] = 9
    return x


def singular_vectors(matrix: Tensor, cured: bool) -> Any:
    """Return the last of the three parts of a matrix.

    Args:
        matrix: (3, 3).
        cured: Whether both sides shall give the same.

    Returns:
        (3, 3).
    """
    last = torch.linalg.svd(matrix)[2]
    return last.mH if cured else last
