"""The first example in Lua Torch's manual: a part of a tensor that is filled."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

# x = torch.Tensor(5):zero(); x:narrow(1, 2, 3):fill(1); Lua counts from one.
FIRST, LENGTH = 2, 3
# What the manual prints after it, read 2026-11-25; see `inherited`.
PRINTED = (0, 1, 1, 1, 0)


def start() -> Array:
    """Return five zeros, (5,), in float64, as Torch's tensors were."""
    return np.zeros(5)


def expected() -> Array:
    """Return what Torch's manual prints, (5,), in float64."""
    return np.array(PRINTED, float)
