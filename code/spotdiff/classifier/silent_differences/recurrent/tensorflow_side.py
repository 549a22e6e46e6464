"""Layers with a memory."""

from typing import Any

import keras
from tensorflow import Tensor


def gates(
    x: Tensor,
    state: Tensor,
    kernels: Tensor,
    cured: bool,
) -> Any:
    """Take one step of a gated unit with given weights.

    The three gates lie in one array, and the order is a convention:
    reset, update, new; or update, reset, new.

    Args:
        x: (1, 1).
        state: (1, 1).
        kernels: (2, 1, 3): kernel and recurrent kernel of a GRU.
        cured: Whether both sides shall give the same.

    Returns:
        The new state, (1, 1).
    """
    cell = keras.layers.GRUCell(1, use_bias=False)
    cell.build(x.shape)
    cell.set_weights(list(kernels))
    return cell(x, [state])[0]


def forget_bias(units: int, cured: bool) -> Any:
    """Draw the bias of an LSTM's forget gate.

    A gate may have one bias or two that are added, and the gate that
    forgets may be held open at first.

    Args:
        units: Of the memory.
        cured: Whether both sides shall give the same.

    Returns:
        The bias, (units,).
    """
    cell = keras.layers.LSTMCell(units)
    cell.build((None, 1))
    return cell.bias[units : 2 * units]


def recurrent_kernel(units: int, cured: bool) -> Any:
    """Draw the recurrent kernel of an LSTM.

    Args:
        units: Of the memory.
        cured: Whether both sides shall give the same.

    Returns:
        The kernel, in the side's own layout.
    """
    cell = keras.layers.LSTMCell(units)
    cell.build((None, 1))
    return cell.recurrent_kernel
