"""What is recorded of a computation, in a graph built for a session."""

from collections.abc import Iterator
from contextlib import contextmanager
from inspect import signature
from typing import Any

import tensorflow as tf

from spotdiff.graphs.drawn import graph_def
from spotdiff.graphs.drawn.problem import Array, Function, Graph

tf1 = tf.compat.v1


def doubled(x: Any, limit: Any) -> Any:
    """Double a number until it reaches the limit."""
    return tf1.while_loop(
        lambda x: x < limit,
        lambda x: 2 * x,
        [x],
    )


@contextmanager
def loops_of_2017() -> Iterator[None]:
    """Let loops be written as they were until TensorFlow 2."""
    usual = tf1.control_flow_v2_enabled()
    tf1.disable_control_flow_v2()
    try:
        yield
    finally:
        if usual:
            tf1.enable_control_flow_v2()


def build(function: Function, *data: Array) -> tuple[Any, list[Any], Any]:
    """Build a function's graph; return it, its placeholders and its result."""
    with loops_of_2017(), tf.Graph().as_default() as graph:
        given = [
            tf1.placeholder(array.dtype, array.shape, name)
            for name, array in zip(signature(function).parameters, data, strict=True)
        ]
        return graph, given, function(*given)


def graph_of(function: Function, *data: Array) -> Graph:
    """Read the record of a function.

    Args:
        function: Takes arrays.
        *data: Arrays of the kind that will be fed; their numbers do not matter.
    """
    graph, _, _ = build(function, *data)
    return graph_def.read(graph)


def value_of(function: Function, *data: Array) -> Array:
    """Run a function's graph in a session."""
    graph, given, result = build(function, *data)
    with tf1.Session(graph=graph) as session:
        value: Array = session.run(result, dict(zip(given, data, strict=True)))
    return value
