"""What padding costs as the lengths of sentences spread."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import tensorflow as tf
import torch

from spotdiff.graphs.sentences.packed import tensorflow_side as keras_packed
from spotdiff.graphs.sentences.packed import torch_side as torch_packed
from spotdiff.graphs.sentences.problem import VOCABULARY, Sentences, Words, pad
from spotdiff.graphs.sentences.reader import tensorflow_side as keras_reader
from spotdiff.graphs.sentences.reader import torch_last_word
from spotdiff.measure import Call, Ratio, Timing, ratio, synchronize_both, time_together

# The longest sentence, in mean lengths.
SPREADS = (1, 2, 4, 8)
MEAN = 12
SENTENCES, SIZE = 128, 32
EMBEDDED, STATE = 32, 64

PADDED, SORTED, PACKED = "padded", "sorted, padded", "packed"
FRAMEWORKS = ("PyTorch", "TensorFlow")


def lengths(spread: float, count: int = SENTENCES, mean: int = MEAN) -> Words:
    """Return lengths of a given mean of which the longest is `spread` times it.

    Short ones are the most frequent: that of rank u, from 0 to 1, has the share
    u to the power of (spread - 1) of the longest one's words.
    """
    rank = (np.arange(count) + 0.5) / count
    found = np.maximum(1, np.round(spread * mean * rank ** (spread - 1)))
    found[-1] = spread * mean
    return found.astype(np.int64)


def draw(spread: float, seed: int = 0) -> Sentences:
    """Draw words without sense, in sentences of such lengths, shuffled."""
    rng = np.random.default_rng(seed)
    shuffled = rng.permutation(lengths(spread))
    words = [rng.integers(1, len(VOCABULARY), length) for length in shuffled]
    return Sentences(words, np.zeros(len(words)))


def in_batches(words: Sequence[Words], by_length: bool) -> list[list[Words]]:
    """Put sentences into batches, in order or, for the same work, by length."""
    order = sorted(words, key=len) if by_length else list(words)
    return [order[start : start + SIZE] for start in range(0, len(order), SIZE)]


def wasted(batches: Sequence[Sequence[Words]]) -> float:
    """Return the share of steps that read zeros."""
    steps = sum(len(batch) * max(map(len, batch)) for batch in batches)
    return 1 - sum(len(words) for batch in batches for words in batch) / steps


@dataclass(frozen=True)
class Way:
    """A way to go through a batch and back.

    Attributes:
        place: Makes a batch of sentences what the reader wants.
        slopes: Computes all slopes for it.
        by_length: Whether sentences are sorted before they go into batches.
    """

    place: Callable[[Sequence[Words]], Any]
    slopes: Callable[[Any], object]
    by_length: bool = False

    def prepare(self, given: Sentences) -> Call:
        """Place all batches, and return what computes the slopes of each."""
        batches = in_batches(given.words, self.by_length)
        placed = [self.place(batch) for batch in batches]

        def call() -> None:
            for batch in placed:
                self.slopes(batch)

        return call


def torch_ways() -> dict[str, Way]:
    """Make a reader for each way in PyTorch."""
    sizes = (len(VOCABULARY), EMBEDDED, STATE)
    padded, packed = torch_last_word.Reader(*sizes), torch_packed.Reader(*sizes)

    def slopes(model: Any, batch: Any) -> None:
        model.zero_grad()
        model(batch).sum().backward()

    def place(words: Sequence[Words]) -> Any:
        return torch.as_tensor(pad(words))

    through_padded = partial(slopes, padded)
    return {
        PADDED: Way(place, through_padded),
        SORTED: Way(place, through_padded, by_length=True),
        PACKED: Way(torch_packed.pack, partial(slopes, packed)),
    }


def tensorflow_ways() -> dict[str, Way]:
    """Make a reader for each way in TensorFlow, and a graph for any batch."""
    sizes = (len(VOCABULARY), EMBEDDED, STATE)
    padded, packed = keras_reader.Reader(*sizes), keras_packed.Reader(*sizes)

    def slopes(model: Any, batch: Any) -> Any:
        with tf.GradientTape() as tape:
            total = tf.reduce_sum(model(batch))
        return tape.gradient(total, model.trainable_variables)

    def graph(model: Any, batch: Any) -> Any:
        return tf.function(partial(slopes, model), input_signature=[batch])

    def place(words: Sequence[Words]) -> Any:
        return tf.constant(pad(words))

    any_length = tf.TensorSpec([None, None], tf.int64)
    ragged = tf.RaggedTensorSpec([None, None], tf.int64)
    through_padded = graph(padded, any_length)
    through_packed = graph(packed, (ragged, tf.TensorSpec([None], tf.int32)))
    return {
        PADDED: Way(place, through_padded),
        SORTED: Way(place, through_padded, by_length=True),
        PACKED: Way(keras_packed.pack, through_packed),
    }


@dataclass(frozen=True)
class Costs:
    """What each spread costs.

    Attributes:
        wasted: By spread and way, the share of steps that read zeros.
        timings: By spread, then by framework and way: all slopes of all batches.
    """

    wasted: dict[int, dict[str, float]]
    timings: dict[int, dict[tuple[str, str], Timing]]

    def relative(self, framework: str, way: str, spread: int) -> Ratio:
        """Compare the time of a way with that of padding."""
        found = self.timings[spread]
        return ratio(found[framework, way], found[framework, PADDED])


def measure(spreads: Sequence[int] = SPREADS, repeats: int = 7) -> Costs:
    """Count the steps that are wasted, and time every way, in float32."""
    sides = {"PyTorch": torch_ways(), "TensorFlow": tensorflow_ways()}
    ways = {(side, name): way for side in sides for name, way in sides[side].items()}
    shares: dict[int, dict[str, float]] = {}
    timings: dict[int, dict[tuple[str, str], Timing]] = {}
    for spread in spreads:
        given = draw(spread)
        shares[spread] = {
            PADDED: wasted(in_batches(given.words, by_length=False)),
            SORTED: wasted(in_batches(given.words, by_length=True)),
            PACKED: 0.0,
        }
        calls = {"/".join(key): way.prepare(given) for key, way in ways.items()}
        found = time_together(calls, repeats, synchronize_both)
        timings[spread] = {key: found["/".join(key)] for key in ways}
    return Costs(shares, timings)
