"""A part of an array that is filled."""

import tensorflow as tf

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
    x = tf.Variable(values)
    part = x[first : first + length]
    part.assign(tf.ones_like(part))
    whole: Array = x.numpy()
    return whole
