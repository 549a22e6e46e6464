"""Losses."""

from typing import Any

import keras
import tensorflow as tf
from tensorflow import Tensor


def cross_entropy(logits: Tensor, labels: Tensor) -> Any:
    """Take the cross-entropy of logits and labels."""
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    return loss(labels, logits)


def cross_entropy_each(logits: Tensor, labels: Tensor) -> Any:
    """Take the cross-entropy of every example."""
    loss = tf.nn.sparse_softmax_cross_entropy_with_logits
    return loss(labels, logits)


def cross_entropy_shares(logits: Tensor, shares: Tensor) -> Any:
    """Take the cross-entropy of logits and probabilities."""
    loss = keras.losses.CategoricalCrossentropy(from_logits=True)
    return loss(shares, logits)


def smoothed(logits: Tensor, one_hot: Tensor) -> Any:
    """Take the cross-entropy with smoothed labels."""
    loss = keras.losses.CategoricalCrossentropy(True, 0.1)
    return loss(one_hot, logits)


def of_log_shares(shares: Tensor, labels: Tensor) -> Any:
    """Take the cross-entropy of probabilities and labels."""
    loss = keras.losses.SparseCategoricalCrossentropy()
    return loss(labels, shares)


def binary(logits: Tensor, labels: Tensor) -> Any:
    """Take the binary cross-entropy of logits."""
    loss = keras.losses.BinaryCrossentropy(from_logits=True)
    return loss(labels, logits)


def squared(guess: Tensor, true: Tensor) -> Any:
    """Take the mean squared error."""
    return keras.losses.MeanSquaredError()(true, guess)


def absolute(guess: Tensor, true: Tensor) -> Any:
    """Take the mean absolute error."""
    return keras.losses.MeanAbsoluteError()(true, guess)


def huber(guess: Tensor, true: Tensor) -> Any:
    """Square small errors, and not the large ones."""
    return keras.losses.Huber(delta=0.5)(true, guess)


def divergence(wanted: Tensor, shares: Tensor) -> Any:
    """Take the divergence of Kullback and Leibler."""
    return keras.losses.KLDivergence()(wanted, shares)


def alike(x: Tensor, y: Tensor) -> Any:
    """Measure how alike two vectors point."""
    return keras.losses.cosine_similarity(x, y)


def penalty(w: Tensor) -> Any:
    """Penalise large weights."""
    return keras.regularizers.L2(0.1)(w)


def masked(loss: Any, mask: Tensor) -> Any:
    """Average a loss over what a mask marks."""
    return tf.reduce_sum(loss * mask) / tf.reduce_sum(mask)
