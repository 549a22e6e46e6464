"""What a worker of TensorFlow's does: one way that needs several processes.

Workers may not begin a second strategy: whoever begins it first still meets the other
in the first one, and both have numbered their messages alike.
"""

from spotdiff.data_parallelism.problem import Lesson, Weights
from spotdiff.data_parallelism.ways import keras_workers, tensorflow_workers

WAYS = {"tensorflow_workers": tensorflow_workers, "keras_workers": keras_workers}


def work(way: str, lesson: Lesson) -> Weights | str:
    """Go through a lesson; return the weights, or what was said first if it fails."""
    try:
        weights: Weights = WAYS[way].train(lesson)
    except ValueError as error:
        return str(error).splitlines()[0]
    return weights
