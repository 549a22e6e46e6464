"""What a worker of TensorFlow's does: every way that needs several processes."""

from spotdiff.data_parallelism.problem import Lesson, Weights
from spotdiff.data_parallelism.ways import (
    keras2_workers,
    keras_workers,
    tensorflow_workers,
)

WAYS = {
    "tensorflow_workers": tensorflow_workers,
    "keras_workers": keras_workers,
    "keras2_workers": keras2_workers,
}


def work(lesson: Lesson) -> dict[str, Weights | str]:
    """Go through a lesson in every way; where one fails, what it said first."""
    found: dict[str, Weights | str] = {}
    for name, way in WAYS.items():
        try:
            found[name] = way.train(lesson)
        except ValueError as error:
            found[name] = str(error).splitlines()[0]
    return found
