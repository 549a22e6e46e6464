"""A graph built once, before it sees a sentence, and the session that runs it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import tensorflow as tf

from spotdiff.graphs.sentences.oracle import Answer
from spotdiff.graphs.sentences.problem import Array, Batch, Weights

tf1 = tf.compat.v1


@dataclass(frozen=True)
class Built:
    """What a way of reading adds to a graph.

    Attributes:
        scores: (n,).
        variables: What was learnt.
        values: What the variables start from.
        back: Brings arrays like the variables into PyTorch's layout.
    """

    scores: Any
    variables: Sequence[Any]
    values: Sequence[Array]
    back: Callable[[list[Array]], Weights]


Build = Callable[[Weights, Any], Built]


class Graph:
    """A reader, and its slopes, in a graph.

    Args:
        build: Adds the reader to a graph, given weights and a placeholder.
        weights: By PyTorch's names, in its layout.
        longest: Words every sentence must have; None for any number.
    """

    def __init__(self, build: Build, weights: Weights, longest: int | None) -> None:
        """Build the graph; a session is opened when it is first needed."""
        dtype = weights["recur.bias"].dtype
        with tf.Graph().as_default() as self.graph:
            self.words = tf1.placeholder(tf.int64, [None, longest])
            self.labels = tf1.placeholder(dtype, [None])
            built = build(weights, self.words)
            loss = tf.reduce_sum(
                tf1.nn.sigmoid_cross_entropy_with_logits(
                    labels=self.labels, logits=built.scores
                )
            )
            found = tf1.gradients(loss, list(built.variables))
            slopes = [tf.convert_to_tensor(slope) for slope in found]
            pairs = zip(built.variables, built.values, strict=True)
            self.start = [tf1.assign(variable, value) for variable, value in pairs]
        self.fetch = (built.scores, slopes)
        self.back = built.back

    @cached_property
    def session(self) -> Any:
        """Open a session, and give the variables their values."""
        # In 2017 no graph was rewritten before it ran; a long one takes seconds.
        config = tf1.ConfigProto()
        config.graph_options.rewrite_options.disable_meta_optimizer = True
        session = tf1.Session(graph=self.graph, config=config)
        session.run(self.start)
        return session

    @property
    def operations(self) -> int:
        """Count the operations, those inside of loops included."""
        definition = self.graph.as_graph_def()
        inside = definition.library.function
        return len(definition.node) + sum(len(one.node_def) for one in inside)

    def answer(self, batches: Sequence[Batch]) -> Answer:
        """Score the sentences of one batch, and go back through them.

        Raises:
            ValueError: If they do not have as many words as the graph wants, or
                there is more than one batch.
        """
        (batch,) = batches
        feed = dict(zip((self.words, self.labels), batch, strict=True))
        scores, slopes = self.session.run(self.fetch, feed)
        return Answer(scores, self.back(slopes))
