"""Numbers that rows are given, and weights as each framework keeps them."""

from typing import NamedTuple

import numpy as np

from spotdiff.dictionary.rows import Array, single, spread


class Weights(NamedTuple):
    """One layer's weights, as each framework keeps them."""

    torch: tuple[Array, ...]
    keras: tuple[Array, ...]


def turned(*arrays: Array) -> Weights:
    """Give Keras the weights of dense layers and convolutions in its own layout.

    Args:
        arrays: Vectors, and kernels of (outputs, inputs, *pixels), as in PyTorch.
            Those of Keras are (*pixels, inputs, outputs).
    """
    axes = ((*range(2, array.ndim), *range(array.ndim)[1::-1]) for array in arrays)
    kept = (
        array.transpose(order) if array.ndim > 1 else array
        for array, order in zip(arrays, axes, strict=True)
    )
    return Weights(arrays, tuple(kept))


# Of a network with three inputs, four neurons and two outputs.
WEIGHTS = turned(spread(4, 3), spread(4), spread(2, 4), spread(2))
INPUTS, LABELS = spread(8, 3), np.array([0, 1, 1, 0, 1, 0, 0, 1])
START, GOAL = single(1, -2, 3), single(0.5, 0.5, 0.5)
RATE, STEPS = 0.1, 10
BLANK = turned(*(0 * array for array in WEIGHTS.torch))
NOTHING = Weights((), ())


def lstm(width: int, units: int) -> Weights:
    """Give weights of an LSTM: PyTorch has two biases where Keras has their sum."""
    gates = 4 * units
    into, back = spread(gates, width), spread(gates, units)
    bias, second = spread(gates), spread(gates)[::-1].copy()
    return Weights((into, back, bias, second), (into.T, back.T, bias + second))


def gru(width: int, units: int) -> Weights:
    """Give weights of a GRU: Keras has its first two gates the other way round."""
    arrays = [spread(3 * units, n) for n in (width, units)]
    biases = [spread(3 * units), spread(3 * units)[::-1].copy()]
    into, back, bias, second = (
        np.concatenate([a[units : 2 * units], a[:units], a[2 * units :]])
        for a in arrays + biases
    )
    kept = (into.T, back.T, np.stack([bias, second]))
    return Weights((*arrays, *biases), kept)


def attention(width: int, heads: int) -> Weights:
    """Give weights of an attention: Keras keeps a block of each matrix per head."""
    into, bias = spread(3 * width, width), spread(3 * width)
    out, last = spread(width, width), spread(width)
    per_head = (heads, width // heads)
    kept: list[Array] = []
    for matrix, vector in zip(np.split(into, 3), np.split(bias, 3), strict=True):
        kept += [matrix.T.reshape(width, *per_head), vector.reshape(per_head)]
    kept += [out.T.reshape(*per_head, width), last]
    return Weights((into, bias, out, last), tuple(kept))
