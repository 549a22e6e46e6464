"""A file for a telephone, run as the telephone runs it."""

from pathlib import Path

from ai_edge_litert.interpreter import Interpreter

from spotdiff.classifier.problem import Array
from spotdiff.deployment.exports.form import Predict


def load(path: Path) -> Predict:
    """Load a file into the telephone's runtime, on one thread.

    Returns:
        From pixels, (1, 28, 28), to scores, (1, 10).
    """
    interpreter = Interpreter(str(path), num_threads=1)
    interpreter.allocate_tensors()
    (given,) = interpreter.get_input_details()
    (found,) = interpreter.get_output_details()

    def predict(pixels: Array) -> Array:
        interpreter.set_tensor(given["index"], pixels)
        interpreter.invoke()
        scores: Array = interpreter.get_tensor(found["index"])
        return scores

    return predict
