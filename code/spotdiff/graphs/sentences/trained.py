"""The same reader trained in both frameworks."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression

from spotdiff.classifier.parity.experiment import precision
from spotdiff.graphs.sentences.carrying import tensorflow_weights as keras_carrying
from spotdiff.graphs.sentences.carrying import torch_weights as torch_carrying
from spotdiff.graphs.sentences.problem import (
    EMBEDDED,
    STATE,
    VOCABULARY,
    Array,
    Batch,
    Sentences,
    Weights,
    Words,
    accuracy,
    initial_weights,
    pad,
)
from spotdiff.graphs.sentences.reader import tensorflow_side as keras_reader
from spotdiff.graphs.sentences.reader import torch_side as torch_reader
from spotdiff.graphs.sentences.training import tensorflow_loop as keras_training
from spotdiff.graphs.sentences.training import torch_loop as torch_training

# Steps in which rounding has not yet grown, and how far it may have got: each
# step may make it ten times as large in a few weights whose slopes are tiny.
EARLY, TOLERANCE = 50, 1e-6


@dataclass(frozen=True)
class Run:
    """A trained reader.

    Attributes:
        losses: Of each step, (steps,).
        scores: Of the sentences held out, padded to the longest, (n,).
        weights: After the last step, by PyTorch's names, in its layout.
    """

    losses: Array
    scores: Array
    weights: Weights


SIDES = {
    "PyTorch": (torch_reader, torch_carrying, torch_training),
    "TensorFlow": (keras_reader, keras_carrying, keras_training),
}


def train(
    framework: str,
    batches: Sequence[Batch],
    held_out: Sentences,
    weights: Weights | None = None,
    told: bool = True,
) -> Run:
    """Train a reader in float64, and ask it about sentences that it never saw.

    Args:
        framework: A key of `SIDES`.
        batches: Padded sentences and labels.
        held_out: To ask about.
        weights: To start from; drawn if not given.
        told: Whether the reader knows that zeros are no words.
    """
    reader, carrying, training = SIDES[framework]
    start = weights or initial_weights()
    with precision("float64"):
        model = reader.Reader(len(VOCABULARY), EMBEDDED, STATE, told=told)
        carrying.put(model, start)
        losses = training.train(model, batches)
        scores = training.predict(model, pad(held_out.words))
        learnt = carrying.take(model, start)
    return Run(np.array(losses), scores, learnt)


def per_cent(share: float) -> str:
    """Write a share as a sentence has it."""
    return f"{100 * share:.3g} %"


def by_counting(given: Sentences, held_out: Sentences) -> float:
    """Return the accuracy of a judge who counts words, and ignores their order."""
    counts, asked = (
        np.array([np.bincount(words, minlength=len(VOCABULARY)) for words in part])
        for part in (given.words, held_out.words)
    )
    judge = LogisticRegression(max_iter=1000).fit(counts, given.labels)
    return float(judge.score(asked, held_out.labels))


def among_the_longest(scores: Array, given: Sentences, share: float = 0.1) -> float:
    """Return the accuracy among the longest tenth of the sentences."""
    longest = np.argsort(-given.lengths, kind="stable")[: round(share * len(scores))]
    return accuracy(scores[longest], given.labels[longest])


def scores_by_neighbour(
    weights: Weights, told: bool, words: Words, lengths: Sequence[int]
) -> list[float]:
    """Score one sentence beside longer and longer ones, in PyTorch.

    Args:
        weights: Of the reader.
        told: Whether the reader knows that zeros are no words.
        words: The sentence.
        lengths: Of the longest sentence in its batch.
    """
    reader, carrying, training = SIDES["PyTorch"]
    with precision("float64"):
        model = reader.Reader(len(VOCABULARY), EMBEDDED, STATE, told=told)
        carrying.put(model, weights)
        scores = [training.predict(model, pad([words], to)) for to in lengths]
    return [float(score[0]) for score in scores]
