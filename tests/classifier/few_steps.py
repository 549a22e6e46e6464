"""A few steps of the small network: what is given, and what NumPy makes of it."""

import numpy as np

from spotdiff.classifier import oracle, problem
from spotdiff.data import load

RATE, MOMENTUM, COUNT = 0.01, 0.5, 100


def feed() -> tuple[
    problem.Weights, problem.Array, problem.Labels, list[problem.Labels]
]:
    """Return first weights, images, labels and what each step sees."""
    digits = load()
    images = problem.standardise(digits.train_images[:COUNT])
    batches = list(problem.batches(COUNT, 10, epochs=1))
    return problem.initial_weights(), images, digits.train_labels[:COUNT], batches


def by_numpy() -> tuple[problem.Array, problem.Weights]:
    """Return the loss of each step and the weights after the last, from float64."""
    weights, images, labels, batches = feed()
    wide: problem.Weights = {
        name: array.astype(np.float64) for name, array in weights.items()
    }
    precise = images.astype(np.float64)
    seen = [problem.gather(precise[b], labels[b]) for b in batches]
    return oracle.train(wide, seen, RATE, MOMENTUM)
