"""The targets that a loss is handed."""

from typing import Any

import keras
from tensorflow import Tensor


def narrow(scores: Tensor, labels: Tensor, cured: bool) -> Any:
    """Score logits by labels of 32 bits.

    Args:
        scores: (n, 3) logits.
        labels: (n,) whole numbers.
        cured: Whether both sides shall give the same.

    Returns:
        The loss.
    """
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    return loss(labels, scores)


def one_hot(scores: Tensor, targets: Tensor, cured: bool) -> Any:
    """Score logits by labels that are one-hot.

    Args:
        scores: (n, 3) logits.
        targets: (n, 3), a 1 in each row, whole numbers.
        cured: Whether both sides shall give the same.

    Returns:
        The loss.
    """
    loss = keras.losses.CategoricalCrossentropy(from_logits=True)
    return loss(targets, scores)


def ignored(scores: Tensor, labels: Tensor, cured: bool) -> Any:
    """Score logits by labels of which some are -100: to be ignored.

    Args:
        scores: (n, 3) logits.
        labels: (n,) whole numbers.
        cured: Whether both sides shall give the same.

    Returns:
        The loss.
    """
    ignored = -100 if cured else None
    loss = keras.losses.SparseCategoricalCrossentropy(True, ignored)
    return loss(labels, scores)


def column(guesses: Tensor, values: Tensor, cured: bool) -> Any:
    """Score numbers by numbers.

    Args:
        guesses: (n, 1), as a dense layer gives them.
        values: (n,).
        cured: Whether both sides shall give the same.

    Returns:
        The loss.
    """
    return keras.losses.MeanSquaredError()(values, guesses)
