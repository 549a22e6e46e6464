"""Layers for sequences."""

from typing import Any

import torch.nn.functional as F
from torch import Tensor, nn


def embedding() -> Any:
    """Look up a vector for every number."""
    return nn.Embedding(6, 4)


def lstm() -> Any:
    """Read a series with an LSTM; return every step."""
    return nn.LSTM(3, 2, batch_first=True)


def gru() -> Any:
    """Read a series with a GRU; return every step."""
    return nn.GRU(3, 2, batch_first=True)


def both_ways() -> Any:
    """Read a series from both ends."""
    return nn.LSTM(3, 2, batch_first=True, bidirectional=True)


def attention(q: Tensor, k: Tensor, v: Tensor) -> Any:
    """Attend; axes are batch, step, head, width."""
    q, k, v = (x.transpose(1, 2) for x in (q, k, v))
    return F.scaled_dot_product_attention(q, k, v).transpose(1, 2)


def causal(q: Tensor, k: Tensor, v: Tensor) -> Any:
    """Attend, and see nothing that comes later."""
    q, k, v = (x.transpose(1, 2) for x in (q, k, v))
    y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
    return y.transpose(1, 2)


def attention_axes(q: Tensor) -> Any:
    """Attend, in the same words."""
    return F.scaled_dot_product_attention(q, q, q)


def multi_head() -> Any:
    """Attend with several heads."""
    return nn.MultiheadAttention(4, 2, batch_first=True)
