"""A part of an array that is filled."""

import torch

from spotdiff.origins.narrow.problem import Array


def fill_part(
    values: Array,
    first: int,
    length: int,
) -> Array:
    """Fill a part of an array with ones.

    Args:
        values: Numbers, (n,).
        first: Where the part begins, counted from zero.
        length: How long it is.

    Returns:
        The whole array after that, (n,).
    """
    x = torch.tensor(values)
    part = x.narrow(0, first, length)
    part.fill_(1)
    whole: Array = x.cpu().numpy()
    return whole
