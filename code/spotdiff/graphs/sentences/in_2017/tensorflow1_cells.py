"""The reader of 2017 with TensorFlow's own cell, and the functions that ran it.

They need TF_USE_LEGACY_KERAS=1, and so a process of their own.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import tensorflow as tf

from spotdiff.graphs.sentences import layout
from spotdiff.graphs.sentences.in_2017.session import Built, Graph
from spotdiff.graphs.sentences.oracle import Answer
from spotdiff.graphs.sentences.problem import Batch, Weights

tf1 = tf.compat.v1


def static(cell: Any, x: Any, lengths: Any) -> Any:
    """Read as many words as the graph was built for."""
    steps = tf.unstack(x, axis=1)
    _, state = tf1.nn.static_rnn(cell, steps, None, x.dtype, lengths)
    return state.h


def dynamic(cell: Any, x: Any, lengths: Any) -> Any:
    """Read as many words as there are."""
    _, state = tf1.nn.dynamic_rnn(cell, x, lengths, dtype=x.dtype)
    return state.h


READERS: dict[str, Callable[..., Any]] = {"static_rnn": static, "dynamic_rnn": dynamic}


def build(way: str, weights: Weights, words: Any) -> Built:
    """Add a reader to the graph."""
    values = layout.to_cell(weights)
    table, score, bias = (tf1.Variable(values[i]) for i in (0, 3, 4))
    # The cell would add one to the gate that forgets, on top of its bias.
    cell = tf1.nn.rnn_cell.LSTMCell(values[3].shape[0], forget_bias=0.0)
    lengths = tf.reduce_sum(tf.cast(words > 0, tf.int32), 1)
    shown = READERS[way](cell, tf.gather(table, words), lengths)
    return Built(
        tf.matmul(shown, score)[:, 0] + bias,
        [table, *cell.trainable_variables, score, bias],
        values,
        lambda arrays: layout.from_cell(arrays, list(weights)),
    )


@dataclass(frozen=True)
class Told:
    """What a graph did.

    Attributes:
        answers: To each batch; where it was refused, the first line of the error.
        operations: In the graph, slopes included.
    """

    answers: list[Answer | str]
    operations: int


def ask(
    weights: Weights, tasks: Sequence[tuple[str, int | None, Sequence[Batch]]]
) -> list[Told]:
    """Build graphs, and give each its batches.

    Args:
        weights: By PyTorch's names, in its layout.
        tasks: Of each graph the way, a key of `READERS`; the words that every
            sentence must have, None for any number; and what it is to read.

    Returns:
        What came of each task.
    """
    # Each of these functions says on standard error that it is deprecated.
    tf.get_logger().setLevel("ERROR")
    return [tell(way, longest, weights, batches) for way, longest, batches in tasks]


def tell(
    way: str, longest: int | None, weights: Weights, batches: Sequence[Batch]
) -> Told:
    """Build a graph and give it batches."""
    graph = Graph(partial(build, way), weights, longest)
    answers = [answer_or_error(graph, batch) for batch in batches]
    return Told(answers, graph.operations)


def answer_or_error(graph: Graph, batch: Batch) -> Answer | str:
    """Give a graph a batch."""
    try:
        return graph.answer([batch])
    except ValueError as error:
        return str(error).splitlines()[0]
