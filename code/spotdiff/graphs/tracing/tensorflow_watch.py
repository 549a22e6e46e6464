"""A function under tf.function, and its own records."""

from itertools import pairwise
from typing import Any

import tensorflow as tf

from spotdiff.graphs.tracing.problem import each
from spotdiff.graphs.tracing.wording import of_change

# Options: written for any length; and, learning from the second.
VECTOR = tf.TensorSpec([None], tf.float64)
ANY_LENGTH: dict[str, Any] = {"input_signature": [VECTOR]}
LEARNING: dict[str, Any] = {"reduce_retracing": True}


class Watched:
    """A traced function, and how often it was traced, and why."""

    def __init__(self, function: Any, **options: Any) -> None:
        """Let it be traced when it is first called.

        Args:
            function: Takes tensors, and whatever else it likes.
            **options: Of the tracer.
        """
        self.traced = tf.function(function, **options)

    def __call__(self, *inputs: Any) -> Any:
        """Call it: arrays go in as tensors, and an array comes out."""
        result = self.traced(*each(tf.constant, inputs))
        return result.numpy()

    @property
    def traces(self) -> int:
        """Count the times that its Python was read."""
        return int(self.traced.experimental_get_tracing_count())

    @property
    def causes(self) -> list[str]:
        """Say for each time but the first what had changed."""
        graphs = self.traced._list_all_concrete_functions()
        types = [graph.function_type.parameters for graph in graphs]
        return [of_change(*both) for both in pairwise(types)]

    @property
    def breaks(self) -> int:
        """Count the reasons for which the graph was left."""
        return 0
