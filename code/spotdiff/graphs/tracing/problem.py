"""Arrays at the edge of a traced function, in neither framework."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def numbers(*shape: int, dtype: str = "float64") -> NDArray[Any]:
    """Return ones."""
    return np.ones(shape, dtype)


def each(to_tensor: Callable[[Any], Any], item: Any) -> Any:
    """Turn arrays into tensors, those in lists and tuples too.

    Args:
        to_tensor: Makes a tensor of an array.
        item: Whatever a function is called with.

    Returns:
        The same, with tensors; anything that is no array as it was.
    """
    if isinstance(item, np.ndarray):
        return to_tensor(item)
    if isinstance(item, list | tuple):
        return type(item)(each(to_tensor, part) for part in item)
    return item
