"""Cross-entropies and divergences by hand."""

import numpy as np

from spotdiff.classifier.silent_differences.rows import Array, Row, single

SCORES = single([2, 1, 0.5], [0.5, 1, 3])
SHARES = single([0.7, 0.2, 0.1], [0.1, 0.6, 0.3])
TRUTH = single([0.5, 0.3, 0.2], [0.2, 0.2, 0.6])
LABELS = np.array([0, 1])
WEIGHTS = single(1, 3, 1)


def softmax(scores: Array) -> Array:
    """Turn scores, (n, 3), into probabilities."""
    powers = np.exp(scores)
    return np.asarray(powers / powers.sum(1, keepdims=True))


def surprises(shares: Array, labels: Array) -> Array:
    """Return minus the logarithm of each label's share, (n,)."""
    rescaled = shares / shares.sum(1, keepdims=True)
    return np.asarray(-np.log(rescaled[np.arange(len(labels)), labels]))


DIVERGENCE = (TRUTH * np.log(TRUTH / SHARES)).sum(1)
COUNTED = WEIGHTS[LABELS] * surprises(softmax(SCORES), LABELS)

ROWS = (
    Row(
        "logits",
        "Cross-entropy by default settings, given logits",
        (SCORES, LABELS),
        torch=surprises(softmax(SCORES), LABELS).mean(),
        # What is no probability is cut to one, and the rest is rescaled.
        tensorflow=surprises(np.clip(SCORES, 0, 1), LABELS).mean(),
    ),
    Row(
        "probabilities",
        "Cross-entropy by default settings, given probabilities",
        (SHARES, LABELS),
        torch=surprises(softmax(SHARES), LABELS).mean(),
        tensorflow=surprises(SHARES, LABELS).mean(),
    ),
    Row(
        "class_weights",
        "Class weights: what the sum is divided by",
        (SCORES, LABELS, WEIGHTS),
        torch=COUNTED.sum() / WEIGHTS[LABELS].sum(),
        tensorflow=COUNTED.sum() / len(LABELS),
    ),
    Row(
        "divergence",
        "Kullback-Leibler divergence: what the sum is divided by",
        (SHARES, TRUTH),
        torch=DIVERGENCE.sum() / SHARES.size,
        tensorflow=DIVERGENCE.sum() / len(SHARES),
    ),
)
