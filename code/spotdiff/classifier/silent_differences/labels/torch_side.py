"""The targets that a loss is handed."""

from typing import Any

from torch import Tensor
from torch.nn.functional import cross_entropy, mse_loss


def narrow(scores: Tensor, labels: Tensor, cured: bool) -> Any:
    """Score logits by labels of 32 bits.

    Args:
        scores: (n, 3) logits.
        labels: (n,) whole numbers.
        cured: Whether both sides shall give the same.

    Returns:
        The loss.
    """
    return cross_entropy(scores, labels.long() if cured else labels)


def one_hot(scores: Tensor, targets: Tensor, cured: bool) -> Any:
    """Score logits by labels that are one-hot.

    Args:
        scores: (n, 3) logits.
        targets: (n, 3), a 1 in each row, whole numbers.
        cured: Whether both sides shall give the same.

    Returns:
        The loss.
    """
    return cross_entropy(scores, targets.float() if cured else targets)


def ignored(scores: Tensor, labels: Tensor, cured: bool) -> Any:
    """Score logits by labels of which some are -100: to be ignored.

    Args:
        scores: (n, 3) logits.
        labels: (n,) whole numbers.
        cured: Whether both sides shall give the same.

    Returns:
        The loss.
    """
    return cross_entropy(scores, labels)


def column(guesses: Tensor, values: Tensor, cured: bool) -> Any:
    """Score numbers by numbers.

    Args:
        guesses: (n, 1), as a dense layer gives them.
        values: (n,).
        cured: Whether both sides shall give the same.

    Returns:
        The loss.
    """
    return mse_loss(guesses.squeeze(1) if cured else guesses, values)
