"""A file for a telephone, run as the telephone runs it."""

from pathlib import Path

import torch

from spotdiff.classifier.problem import Array
from spotdiff.deployment.exports.form import Predict


def load(path: Path) -> Predict:
    """Load a file into the telephone's runtime, on one thread.

    Returns:
        From pixels, (1, 28, 28), to scores, (1, 10).
    """
    from executorch.extension.pybindings import portable_lib
    from executorch.runtime import Runtime

    portable_lib._unsafe_reset_threadpool(1)
    method = Runtime.get().load_program(path).load_method("forward")

    def predict(pixels: Array) -> Array:
        (found,) = method.execute([torch.from_numpy(pixels)])
        scores: Array = found.numpy()
        return scores

    return predict
