"""What is recorded of a computation."""

from typing import Any

import tensorflow as tf

from spotdiff.graphs.drawn import graph_def
from spotdiff.graphs.drawn.problem import Array, Function, Graph


def root_mean_square_error(phi: Any, points: Any, values: Any) -> Any:
    """Tell how far the points' powers are from the values."""
    residual = points**phi - values
    return tf.sqrt(tf.reduce_mean(tf.square(residual)))


def doubled(x: Any, limit: Any) -> Any:
    """Double a number until it reaches the limit."""
    while x < limit:
        x = 2 * x
    return x


def graph_of(function: Function, weight: float, *data: Array) -> Graph:
    """Read the record of a function.

    Args:
        function: Takes a weight, and then data.
        weight: What a gradient is wanted for.
        *data: What the function takes besides.

    Returns:
        The whole record, as it is kept.
    """
    wanted = tf.Variable(weight)
    call = tf.function(function)
    traced = call.get_concrete_function(wanted, *map(tf.constant, data))
    return graph_def.read(traced.graph)


def forward_graph(network: Any, images: Array) -> Graph:
    """Read the record of how images pass through a network.

    Args:
        network: A classifier; it is not trained.
        images: As many as there will be, in the framework's layout.

    Returns:
        The whole record, the weights known by their names.
    """
    given = tf.constant(images)
    traced = tf.function(network).get_concrete_function(given)
    return graph_def.read(traced.graph, network.weights)
