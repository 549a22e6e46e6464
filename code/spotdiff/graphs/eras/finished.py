"""What a graph answers that has been declared finished."""

import tensorflow as tf

from spotdiff.graphs.eras.problem import initial_weights, new_block

tf1 = tf.compat.v1


def refusal() -> str:
    """Finish a graph, try to add a block's weights, and return what it says.

    Raises:
        RuntimeError: It was added all the same.
    """
    with tf.Graph().as_default() as graph:
        for weights in initial_weights(inputs=4):
            tf1.Variable(weights)
        graph.finalize()
        try:
            tf1.Variable(new_block())
        except RuntimeError as error:
            return f"{type(error).__name__}: {error}"
    raise RuntimeError("a finished graph was added to")
