"""The first weights of the small network, as they must be written for bare arrays."""

import numpy as np

from spotdiff.classifier.problem import Weights


def first_weights(seed: int) -> Weights:
    """Draw every weight and bias: what a layer does unasked."""
    shapes = {
        "conv1": (10, 1, 5, 5),
        "conv2": (20, 10, 5, 5),
        "fc1": (50, 320),
        "fc2": (10, 50),
    }
    rng, weights = np.random.default_rng(seed), {}
    for name, shape in shapes.items():
        bound = np.prod(shape[1:]) ** -0.5
        for part, size in (("weight", shape), ("bias", shape[:1])):
            drawn = rng.uniform(-bound, bound, size)
            weights[f"{name}.{part}"] = drawn.astype(np.float32)
    return weights
