"""Layers for sequences."""

from typing import Any

import keras
from tensorflow import Tensor


def embedding() -> Any:
    """Look up a vector for every number."""
    return keras.layers.Embedding(6, 4)


def lstm() -> Any:
    """Read a series with an LSTM; return every step."""
    return keras.layers.LSTM(2, return_sequences=True)


def gru() -> Any:
    """Read a series with a GRU; return every step."""
    return keras.layers.GRU(2, return_sequences=True)


def both_ways() -> Any:
    """Read a series from both ends."""
    lstm = keras.layers.LSTM(2, return_sequences=True)
    return keras.layers.Bidirectional(lstm)


def attention(q: Tensor, k: Tensor, v: Tensor) -> Any:
    """Attend; axes are batch, step, head, width."""
    return keras.ops.dot_product_attention(q, k, v)


def causal(q: Tensor, k: Tensor, v: Tensor) -> Any:
    """Attend, and see nothing that comes later."""
    return keras.ops.dot_product_attention(q, k, v, is_causal=True)


def attention_axes(q: Tensor) -> Any:
    """Attend, in the same words."""
    return keras.ops.dot_product_attention(q, q, q)


def multi_head() -> Any:
    """Attend with several heads."""
    return keras.layers.MultiHeadAttention(2, 2)
