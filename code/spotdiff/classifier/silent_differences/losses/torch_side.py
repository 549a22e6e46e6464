"""What a loss expects, and what it divides by."""

from typing import Any

from torch import Tensor
from torch.nn.functional import cross_entropy, kl_div, nll_loss


def logits(scores: Tensor, labels: Tensor, cured: bool) -> Any:
    """Score logits.

    Args:
        scores: (n, 3) logits.
        labels: (n,) whole numbers.
        cured: Whether both sides shall give the same.

    Returns:
        The loss.
    """
    return cross_entropy(scores, labels)


def probabilities(shares: Tensor, labels: Tensor, cured: bool) -> Any:
    """Score probabilities, as a network that ends in a softmax does.

    Args:
        shares: (n, 3) probabilities.
        labels: (n,) whole numbers.
        cured: Whether both sides shall give the same.

    Returns:
        The loss.
    """
    if cured:
        return nll_loss(shares.log(), labels)
    return cross_entropy(shares, labels)


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
    return cross_entropy(scores, labels, weights)


def divergence(shares: Tensor, truth: Tensor, cured: bool) -> Any:
    """Compare two distributions.

    Args:
        shares: (n, 3) probabilities.
        truth: (n, 3) probabilities.
        cured: Whether both sides shall give the same.

    Returns:
        The loss.
    """
    if cured:
        return kl_div(shares.log(), truth, reduction="batchmean")
    return kl_div(shares.log(), truth)
