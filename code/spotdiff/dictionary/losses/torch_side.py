"""Losses."""

from typing import Any

import torch.nn.functional as F
from torch import Tensor


def cross_entropy(logits: Tensor, labels: Tensor) -> Any:
    """Take the cross-entropy of logits and labels."""
    return F.cross_entropy(logits, labels)


def cross_entropy_each(logits: Tensor, labels: Tensor) -> Any:
    """Take the cross-entropy of every example."""
    return F.cross_entropy(logits, labels, reduction="none")


def cross_entropy_shares(logits: Tensor, shares: Tensor) -> Any:
    """Take the cross-entropy of logits and probabilities."""
    return F.cross_entropy(logits, shares)


def smoothed(logits: Tensor, one_hot: Tensor) -> Any:
    """Take the cross-entropy with smoothed labels."""
    return F.cross_entropy(logits, one_hot, label_smoothing=0.1)


def of_log_shares(shares: Tensor, labels: Tensor) -> Any:
    """Take the cross-entropy of probabilities and labels."""
    return F.nll_loss(shares.log(), labels)


def binary(logits: Tensor, labels: Tensor) -> Any:
    """Take the binary cross-entropy of logits."""
    return F.binary_cross_entropy_with_logits(logits, labels)


def squared(guess: Tensor, true: Tensor) -> Any:
    """Take the mean squared error."""
    return F.mse_loss(guess, true)


def absolute(guess: Tensor, true: Tensor) -> Any:
    """Take the mean absolute error."""
    return F.l1_loss(guess, true)


def huber(guess: Tensor, true: Tensor) -> Any:
    """Square small errors, and not the large ones."""
    return F.huber_loss(guess, true, delta=0.5)


def divergence(wanted: Tensor, shares: Tensor) -> Any:
    """Take the divergence of Kullback and Leibler."""
    return F.kl_div(shares.log(), wanted, reduction="batchmean")


def alike(x: Tensor, y: Tensor) -> Any:
    """Measure how alike two vectors point."""
    return F.cosine_similarity(x, y)


def penalty(w: Tensor) -> Any:
    """Penalise large weights."""
    return 0.1 * w.square().sum()


def masked(loss: Any, mask: Tensor) -> Any:
    """Average a loss over what a mask marks."""
    return (loss * mask).sum() / mask.sum()
