"""Three runs of the digit classifier that differ in one number."""

from spotdiff import data
from spotdiff.classifier import problem
from spotdiff.classifier.problem import Array, Labels, Weights

MOMENTA = (0.0, 0.5, 0.9)
RATE, BATCH, EPOCHS, IMAGES = 1 / 256, 32, 3, 1408
# The losses are near one and summed in float32, where half a unit in the last
# place is 6e-8; a hundred of them are allowed for what the early steps hand on to
# each other. Later a rounding may decide which of two pixels is the larger, and
# the paths part; two momenta lie ten times farther apart than is allowed then.
EARLY, TOLERANCE, LATE_TOLERANCE = 60, 6e-6, 0.1


def run_name(momentum: float) -> str:
    """Name a run as TensorBoard lists it, by its folder."""
    return f"momentum {momentum:g}"


def batches() -> list[tuple[Array, Labels]]:
    """Return the images, standardised, and labels of every step, always the same."""
    digits = data.load()
    images = problem.standardise(digits.train_images[:IMAGES])
    steps = problem.batches(len(images), BATCH, EPOCHS)
    return [(images[step], digits.train_labels[step]) for step in steps]


def start() -> Weights:
    """Return the weights that every run starts from."""
    return problem.initial_weights()
