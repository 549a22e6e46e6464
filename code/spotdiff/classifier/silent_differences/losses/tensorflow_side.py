"""What a loss expects, and what it divides by."""

from typing import Any

import tensorflow as tf
from keras.losses import KLDivergence, SparseCategoricalCrossentropy
from tensorflow import Tensor


def logits(scores: Tensor, labels: Tensor, cured: bool) -> Any:
    """Score logits.

    Args:
        scores: (n, 3) logits.
        labels: (n,) whole numbers.
        cured: Whether both sides shall give the same.

    Returns:
        The loss.
    """
    loss = SparseCategoricalCrossentropy(from_logits=cured)
    return loss(labels, scores)


def probabilities(shares: Tensor, labels: Tensor, cured: bool) -> Any:
    """Score probabilities, as a network that ends in a softmax does.

    Args:
        shares: (n, 3) probabilities.
        labels: (n,) whole numbers.
        cured: Whether both sides shall give the same.

    Returns:
        The loss.
    """
    loss = SparseCategoricalCrossentropy()
    return loss(labels, shares)


def class_weights(
    scores: Tensor,
    labels: Tensor,
    weights: Tensor,
    cured: bool,
) -> Any:
    """Score logits, some classes counting more than others.

    Args:
        scores: (n, 3) logits.
        labels: (n,) whole numbers.
        weights: (3,), one a class.
        cured: Whether both sides shall give the same.

    Returns:
        The loss.
    """
    by = "mean_with_sample_weight" if cured else "sum_over_batch_size"
    loss = SparseCategoricalCrossentropy(from_logits=True, reduction=by)
    return loss(labels, scores, tf.gather(weights, labels))


def divergence(shares: Tensor, truth: Tensor, cured: bool) -> Any:
    """Compare two distributions.

    Args:
        shares: (n, 3) probabilities.
        truth: (n, 3) probabilities.
        cured: Whether both sides shall give the same.

    Returns:
        The loss.
    """
    return KLDivergence()(truth, shares)
