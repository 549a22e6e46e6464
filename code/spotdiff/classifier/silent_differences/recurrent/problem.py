"""Gates and memories by formula."""

import math

import numpy as np

from spotdiff.classifier.silent_differences.rows import Array, Row, single

X, STATE = single([1]), single([0.5])
KERNELS = single([[1, -1, 0.5]], [[0.5, 2, 1]])  # kernel, recurrent kernel
UNITS = 64
# Two biases, each uniform within one over the root of the units, are added.
BIAS_SPREAD = math.sqrt(2 / 3 / UNITS)
# A mean of n draws is off by their spread over the root of n, four times over.
SAMPLING = 4 * BIAS_SPREAD / math.sqrt(UNITS)
# The largest singular value of a (4 n, n) draw tends to its spread times the
# root of 4 n plus the root of n; at this size it is this near.
LARGEST = (math.sqrt(4 * UNITS) + math.sqrt(UNITS)) / math.sqrt(3 * UNITS)
NEAR = 0.1


def gated(reset: int, update: int) -> Array:
    """Take a step of a gated unit.

    Args:
        reset: Where the gate that resets stands among the three.
        update: Where the gate that keeps stands; the new value stands last.

    Returns:
        The new state, (1, 1).
    """
    given, kept = (X @ KERNELS[0])[0], (STATE @ KERNELS[1])[0]
    gates = 1 / (1 + np.exp(-(given + kept)))
    new = np.tanh(given[2] + gates[reset] * kept[2])
    return np.asarray(gates[update] * STATE + (1 - gates[update]) * new)


def mean_and_spread(bias: Array) -> Array:
    """Return two numbers about a draw."""
    return np.array([bias.mean(), bias.std()])


def largest_stretch(kernel: Array) -> float:
    """Return the largest singular value: how much a vector may grow."""
    return float(np.linalg.svd(kernel, compute_uv=False).max())


ROWS = (
    Row(
        "gates",
        "Order of a GRU's gates",
        (X, STATE, KERNELS),
        torch=gated(reset=0, update=1),
        tensorflow=gated(reset=1, update=0),
    ),
    Row(
        "forget_bias",
        "LSTM, bias of the forget gate: mean and spread of the draw",
        (UNITS,),
        torch=(0.0, BIAS_SPREAD),
        tensorflow=(1.0, 0.0),
        measure=mean_and_spread,
        tolerance=SAMPLING,
    ),
    Row(
        "recurrent_kernel",
        "LSTM, recurrent kernel: largest singular value of the draw",
        (UNITS,),
        torch=LARGEST,
        tensorflow=1.0,
        measure=largest_stretch,
        tolerance=NEAR,
    ),
)
