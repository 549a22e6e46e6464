"""Digits on paper and on a blackboard, and an answer that depends on which."""

from spotdiff.classifier.problem import Array

# A digit covers little of its image: more light than this, and it is a negative.
BRIGHT = 0.5


def on_board(images: Array) -> Array:
    """Turn digits, 1 for ink, into negatives: 0 for chalk on a board of 1."""
    return 1 - images
