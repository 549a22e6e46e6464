"""The reader of 2017 on bare arrays: a graph of fixed length, and a loop in one."""

from collections.abc import Callable
from functools import partial
from typing import Any

import tensorflow as tf

from spotdiff.graphs.sentences.in_2017.session import Built
from spotdiff.graphs.sentences.problem import Weights

tf1 = tf.compat.v1


def step(w: dict[str, Any], word: Any, shown: Any, kept: Any) -> tuple[Any, Any]:
    """Read one word."""
    x = tf.gather(w["embed.weight"], word)
    gates = tf.matmul(x, w["recur.weight_ih"], transpose_b=True)
    gates += tf.matmul(shown, w["recur.weight_hh"], transpose_b=True)
    i, f, g, o = tf.split(gates + w["recur.bias"], 4, axis=1)
    kept = tf.sigmoid(f) * kept + tf.sigmoid(i) * tf.tanh(g)
    return tf.sigmoid(o) * tf.tanh(kept), kept


def unrolled(w: dict[str, Any], words: Any, start: Any) -> Any:
    """Read with a loop of Python: as many copies of the step as words."""
    shown = kept = start
    for at in range(words.shape[1]):
        shown, kept = step(w, words[:, at], shown, kept)
    return shown


def looped(w: dict[str, Any], words: Any, start: Any) -> Any:
    """Read with a loop in the graph: one step, run as often as needed."""
    lengths = tf.reduce_sum(tf.cast(words > 0, tf.int32), 1)

    def body(at: Any, shown: Any, kept: Any) -> tuple[Any, Any, Any]:
        read, held = step(w, words[:, at], shown, kept)
        going = (at < lengths)[:, tf.newaxis]
        return at + 1, tf.where(going, read, shown), tf.where(going, held, kept)

    longest = tf.shape(words)[1]
    _, shown, _ = tf1.while_loop(lambda at, *_: at < longest, body, (0, start, start))
    return shown


READERS: dict[str, Callable[..., Any]] = {"unrolled": unrolled, "while_loop": looped}


def build(way: str, weights: Weights, words: Any) -> Built:
    """Add a reader to the graph."""
    w = {name: tf1.Variable(array) for name, array in weights.items()}
    state = weights["recur.weight_hh"].shape[1]
    start = tf.zeros([tf.shape(words)[0], state], weights["recur.bias"].dtype)
    shown = READERS[way](w, words, start)
    weighed = tf.matmul(shown, w["score.weight"], transpose_b=True)
    return Built(
        weighed[:, 0] + w["score.bias"],
        list(w.values()),
        list(weights.values()),
        lambda arrays: dict(zip(weights, arrays, strict=True)),
    )


UNROLLED, LOOPED = (partial(build, way) for way in READERS)
