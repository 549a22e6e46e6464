"""A descent that is watched while it runs, and that heeds whoever watches."""

import numpy as np

from spotdiff.toy_problem import problem
from spotdiff.toy_problem.problem import Array, Path

START, RATE, STEPS = 4.0, 5e-6, 40
LOSS, PHI, KNOBS = "loss", "phi", "knobs"
# Relative. What the server holds is text with all digits of a float64, in which both
# run; each sums a hundred residuals in an order of its own, and hands on its rounding.
TOLERANCE = 1e-10


def points() -> tuple[Array, Array]:
    """Draw the points, both (100,)."""
    return problem.sample(seed=0, n=100, low=10, high=11)


def oracle(rates: list[float]) -> Path:
    """Descend in NumPy, each step with a rate of its own; (steps,) each."""
    x, y = points()
    phi, path = np.array([START]), []
    for rate in rates:
        loss, slope = problem.root_mean_square(phi, x, y)
        path.append((phi[0], loss[0]))
        phi = phi - rate * slope
    return Path(*np.array(path).T)
