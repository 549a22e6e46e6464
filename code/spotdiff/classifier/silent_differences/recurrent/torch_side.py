"""Layers with a memory."""

from typing import Any

import torch
from torch import Tensor, nn


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
    order = [1, 0, 2] if cured else [0, 1, 2]
    return torch.gru_cell(x, state, *kernels.mT[:, order])


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
    weights = nn.LSTM(1, units).state_dict()
    one, other = weights["bias_ih_l0"], weights["bias_hh_l0"]
    if cured:
        one[units : 2 * units], other[units : 2 * units] = 1, 0
    return (one + other)[units : 2 * units]


def recurrent_kernel(units: int, cured: bool) -> Any:
    """Draw the recurrent kernel of an LSTM.

    Args:
        units: Of the memory.
        cured: Whether both sides shall give the same.

    Returns:
        The kernel, in the side's own layout.
    """
    kernel = nn.LSTMCell(1, units).weight_hh
    return nn.init.orthogonal_(kernel) if cured else kernel
