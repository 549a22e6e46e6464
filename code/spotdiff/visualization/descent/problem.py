"""The descent that is watched, with the settings of the article's own listing."""

from spotdiff.toy_problem import problem
from spotdiff.toy_problem.problem import Array, Path

START, RATE, STEPS = 4.0, 5e-6, 500
LOSS, PHI = "loss", "phi"
# All three write float32, whatever the run is in: half a unit in its last place
# is 6e-8 of a number. Twice that leaves the runs their own last digits.
TOLERANCE = 1.2e-7


def points() -> tuple[Array, Array]:
    """Draw the points: between 10 and 11, as in the listing, both (100,)."""
    return problem.sample(seed=0, n=100, low=10, high=11)


def oracle() -> Path:
    """Descend in NumPy: what the files have to hold, (STEPS + 1,) each."""
    return problem.descend(*points(), START, RATE, STEPS)
