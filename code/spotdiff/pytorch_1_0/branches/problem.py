"""Digits on paper and on a blackboard, and an answer that depends on which."""

from spotdiff.classifier.problem import Array


def on_board(images: Array) -> Array:
    """Turn digits, 1 for ink, into negatives: 0 for chalk on a board of 1."""
    return 1 - images
