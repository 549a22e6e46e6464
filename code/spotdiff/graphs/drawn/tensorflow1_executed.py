"""The graph that a session ran, which is not the one that it was given."""

from inspect import signature

import tensorflow as tf

from spotdiff.graphs.drawn import graph_def
from spotdiff.graphs.drawn.problem import Array, Function, Graph

tf1 = tf.compat.v1


def executed_graph(function: Function, *data: Array) -> tuple[Array, Graph]:
    """Run a function as TensorFlow writes it today, and read what was run.

    Args:
        function: Plain Python, its loops too; AutoGraph translates it.
        *data: What it takes.

    Returns:
        The function's value, and the operations that computed it.
    """
    # One device: over several, the graph would be cut into pieces.
    with tf.Graph().as_default() as graph, tf.device("CPU"):
        given = [
            tf1.placeholder(array.dtype, array.shape, name)
            for name, array in zip(signature(function).parameters, data, strict=True)
        ]
        result = tf.autograph.to_graph(function)(*given)
    report = tf1.RunMetadata()
    ask = tf1.RunOptions(output_partition_graphs=True)
    with tf1.Session(graph=graph) as session:
        feed = dict(zip(given, data, strict=True))
        value: Array = session.run(result, feed, ask, report)
    (run,) = report.partition_graphs
    return value, graph_def.read_definition(run)
