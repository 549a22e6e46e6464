"""Every way of reading sentences of different lengths, held against NumPy."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np

from spotdiff.classifier.parity.experiment import precision
from spotdiff.graphs.sentences import oracle
from spotdiff.graphs.sentences.bucketing import tensorflow_buckets as tf_buckets
from spotdiff.graphs.sentences.bucketing import torch_buckets as torch_buckets
from spotdiff.graphs.sentences.carrying import tensorflow_weights as keras_carrying
from spotdiff.graphs.sentences.carrying import torch_weights as torch_carrying
from spotdiff.graphs.sentences.in_2017 import tensorflow1_bare as bare
from spotdiff.graphs.sentences.in_2017 import tensorflow1_cells as cells
from spotdiff.graphs.sentences.in_2017.session import Graph
from spotdiff.graphs.sentences.in_2017.tensorflow1_cells import Told
from spotdiff.graphs.sentences.one_by_one import tensorflow_side as keras_loop
from spotdiff.graphs.sentences.one_by_one import torch_side as torch_loop
from spotdiff.graphs.sentences.oracle import Answer
from spotdiff.graphs.sentences.packed import tensorflow_side as keras_packed
from spotdiff.graphs.sentences.packed import torch_side as torch_packed
from spotdiff.graphs.sentences.problem import (
    LONGEST,
    VOCABULARY,
    Batch,
    Sentences,
    Weights,
    pad,
)
from spotdiff.graphs.sentences.reader import tensorflow_side as keras_reader
from spotdiff.graphs.sentences.reader import torch_last_word
from spotdiff.graphs.sentences.reader import torch_side as torch_reader
from spotdiff.measure import largest_difference
from spotdiff.own_process import Call
from spotdiff.tables import Table

# Rounding of sums of some hundred products, none above ten: a thousand units in
# the last place are allowed, and a zero that was read shows in the second digit.
TOLERANCE = 1e-12
# Lengths at which another bucket begins, and sentences a batch.
EDGES, SIZE = (8, 16, 32), 4

TENSORFLOW_1, TENSORFLOW, PYTORCH = "TensorFlow 1", "TensorFlow", "PyTorch"


@dataclass(frozen=True)
class Outcome:
    """What a way came to.

    Attributes:
        answer: Scores and slopes.
        given: The sentences in the order in which they were read.
        steps: Steps computed: one takes one sentence, or zeros, one word on.
        operations: In the graph of 2017, if there is one, slopes included.
    """

    answer: Answer
    given: Sentences
    steps: int
    operations: int | None = None


@dataclass(frozen=True)
class Row:
    """A way held against NumPy.

    Attributes:
        framework: Whose way.
        way: What it does.
        scores: How far any score is from NumPy's.
        slopes: How far any slope is.
        steps: Steps computed for each word.
        longer: Whether a sentence longer than `LONGEST` is read.
        operations: In the graph of 2017, if there is one, slopes included.
    """

    framework: str
    way: str
    scores: float
    slopes: float
    steps: float
    longer: bool
    operations: int | None = None


Run = Callable[[Weights, Sentences], Outcome]


def together(given: Sentences, to: int = 0) -> list[Batch]:
    """Put all sentences into one batch."""
    return [(pad(given.words, to), given.labels)]


def apart(given: Sentences) -> list[Batch]:
    """Put each sentence into a batch of its own."""
    pairs = zip(given.words, given.labels, strict=True)
    return [(words[None], np.array([label])) for words, label in pairs]


def unpadded(batches: Sequence[Batch]) -> Sentences:
    """Return the sentences of batches, without their zeros."""
    words = [row[row > 0] for padded, _ in batches for row in padded]
    return Sentences(words, np.concatenate([labels for _, labels in batches]))


def reading(
    carrying: ModuleType,
    build: Callable[..., Any],
    arrange: Callable[[Sentences], list[Batch]],
    padding_counts: bool = True,
    **options: Any,
) -> Run:
    """Read padded batches with a reader.

    Args:
        carrying: The framework's side of `carrying`.
        build: Makes the reader.
        arrange: Puts sentences into batches.
        padding_counts: Whether steps are computed for zeros.
        **options: For the reader.
    """

    def run(weights: Weights, given: Sentences) -> Outcome:
        batches = arrange(given)
        order = unpadded(batches)
        with precision(str(given.labels.dtype)):
            model = carrying.put(build(*sizes(weights), **options), weights)
            placed = [(carrying.place(x), carrying.place(y)) for x, y in batches]
            answer = carrying.answer(model, placed, list(weights))
        computed = sum(x.size for x, _ in batches)
        words = int(order.lengths.sum())
        return Outcome(answer, order, computed if padding_counts else words)

    return run


def packing(carrying: ModuleType, side: ModuleType) -> Run:
    """Read sentences that are never padded."""

    def run(weights: Weights, given: Sentences) -> Outcome:
        with precision(str(given.labels.dtype)):
            model = carrying.put(side.Reader(*sizes(weights)), weights)
            batch = (side.pack(given.words), carrying.place(given.labels))
            answer = carrying.answer(model, [batch], list(weights))
        return Outcome(answer, given, int(given.lengths.sum()))

    return run


def in_session(build: Any, to: int | None) -> Run:
    """Read with a graph on bare arrays; `to` is the length it is built for."""

    def run(weights: Weights, given: Sentences) -> Outcome:
        # What is too long for the graph is fed as it is, to be refused.
        longest = int(given.lengths.max())
        batches = together(given, max(to or 0, longest))
        graph = Graph(build, weights, to)
        steps = batches[0][0].size
        return Outcome(graph.answer(batches), given, steps, graph.operations)

    return run


def sizes(weights: Weights) -> tuple[int, int, int]:
    """Return what a reader is built with."""
    embedded = weights["embed.weight"].shape[1]
    return len(VOCABULARY), embedded, weights["score.weight"].shape[1]


def buckets(side: ModuleType) -> Callable[[Sentences], list[Batch]]:
    """Return what puts sentences into buckets."""
    return lambda given: side.batches(given, EDGES, SIZE)


WAYS: dict[tuple[str, str], Run] = {
    (TENSORFLOW_1, "unrolled, zeros read"): in_session(bare.UNROLLED, LONGEST),
    (TENSORFLOW_1, "`while_loop`"): in_session(bare.LOOPED, None),
    (PYTORCH, "a loop over words"): reading(torch_carrying, torch_loop.Reader, apart),
    (PYTORCH, "padded, zeros read"): reading(
        torch_carrying, torch_reader.Reader, together, told=False
    ),
    (PYTORCH, "padded, state after the last word"): reading(
        torch_carrying, torch_last_word.Reader, together
    ),
    (PYTORCH, "padded, then packed"): reading(
        torch_carrying, torch_reader.Reader, together, padding_counts=False
    ),
    (PYTORCH, "packed at once"): packing(torch_carrying, torch_packed),
    (PYTORCH, "buckets, state after the last word"): reading(
        torch_carrying, torch_last_word.Reader, buckets(torch_buckets)
    ),
    (TENSORFLOW, "a loop over words"): reading(
        keras_carrying, keras_loop.Reader, apart
    ),
    (TENSORFLOW, "padded, zeros read"): reading(
        keras_carrying, keras_reader.Reader, together, told=False
    ),
    (TENSORFLOW, "padded, masked"): reading(
        keras_carrying, keras_reader.Reader, together
    ),
    (TENSORFLOW, "buckets, masked"): reading(
        keras_carrying, keras_reader.Reader, buckets(tf_buckets)
    ),
    (TENSORFLOW, "ragged, step by step"): packing(keras_carrying, keras_packed),
}


def compare(
    name: tuple[str, str], weights: Weights, given: Sentences, longer: Sentences
) -> Row:
    """Hold a way, a key of `WAYS`, against NumPy."""
    run = WAYS[name]
    outcome = run(weights, given)
    apart_by = distance(outcome.answer, weights, outcome.given)
    share = outcome.steps / int(given.lengths.sum())
    longer_read = reads(run, weights, longer)
    return Row(*name, *apart_by, share, longer_read, outcome.operations)


def reads(run: Run, weights: Weights, given: Sentences) -> bool:
    """Tell whether sentences are read or refused."""
    try:
        run(weights, given)
    except ValueError:
        return False
    return True


def distance(answer: Answer, weights: Weights, given: Sentences) -> tuple[float, float]:
    """Return how far scores and slopes are from NumPy's."""
    wanted = oracle.answer(weights, given)
    scores = largest_difference(answer.scores, wanted.scores).absolute
    slopes = [
        largest_difference(answer.slopes[name], wanted.slopes[name]).absolute
        for name in weights
    ]
    return scores, max(slopes)


OLD_KERAS = {"TF_USE_LEGACY_KERAS": "1"}
SHORTER = 10  # words of a second graph, to see what a graph grows by


def ask_cells(weights: Weights, given: Sentences, longer: Sentences) -> Call:
    """Have TensorFlow's own cells of 2017 read, in a process of their own.

    Returns:
        What will tell of `dynamic_rnn`, of `static_rnn` for `LONGEST` words, both
        given all sentences and then the longer ones, and of `static_rnn` for
        `SHORTER` words, which reads nothing.
    """
    tasks = [
        ("dynamic_rnn", None, [*together(given), *together(longer)]),
        ("static_rnn", LONGEST, [*together(given, LONGEST), *together(longer)]),
        ("static_rnn", SHORTER, []),
    ]
    return Call(cells.ask, weights, tasks, environment=OLD_KERAS)


def cell_rows(told: Sequence[Told], weights: Weights, given: Sentences) -> list[Row]:
    """Hold what the cells answered against NumPy."""
    rows = []
    for way, one in zip(("static_rnn", "dynamic_rnn"), (told[1], told[0]), strict=True):
        answer, long_answer = one.answers
        assert isinstance(answer, Answer)
        apart_by = distance(answer, weights, given)
        # Both stop at the longest sentence that is there.
        steps = len(given.words) * int(given.lengths.max())
        share = steps / int(given.lengths.sum())
        longer_read = isinstance(long_answer, Answer)
        row = Row(
            TENSORFLOW_1, f"`{way}`", *apart_by, share, longer_read, one.operations
        )
        rows.append(row)
    return rows


def rows(
    weights: Weights, given: Sentences, longer: Sentences, told: Sequence[Told]
) -> list[Row]:
    """Hold every way against NumPy: those of 2017 first."""
    first, *others = (compare(name, weights, given, longer) for name in WAYS)
    return [first, *cell_rows(told, weights, given), *others]


def table(rows: Sequence[Row], longer: Sentences) -> Table:
    """Show every way, and whether it reads the longer sentences."""
    head = ("", "Way", "Scores apart", "Slopes apart", "Steps a word")
    cells = [
        (
            row.framework,
            row.way,
            row.scores,
            row.slopes,
            row.steps,
            "read" if row.longer else "refused",
        )
        for row in rows
    ]
    return Table([*head, f"{longer.lengths.max()} words"], cells, digits=2)


def operations(
    rows: Sequence[Row], weights: Weights, told: Sequence[Told]
) -> list[tuple[str, int, int]]:
    """Count the operations of each graph of 2017, slopes included.

    Returns:
        By way: of a graph for `SHORTER` words and of one for `LONGEST`. Where
        one graph serves both, the counts are equal.
    """
    shorter = {
        "unrolled, zeros read": Graph(bare.UNROLLED, weights, SHORTER).operations,
        "`static_rnn`": told[2].operations,
    }
    return [
        (row.way, shorter.get(row.way, row.operations), row.operations)
        for row in rows
        if row.operations is not None
    ]
