"""The ten mistakes: what each is, what its author meant, what a message could name.

The programs stand beside this file, one module a framework; a program has its
mistake's name, and marks the mistaken line with MARK.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

# What a program writes behind the line that is wrong.
MARK = "# wrong"

PIXELS, WRONG_PIXELS, CLASSES = 784, 768, 10
BATCH, FEATURES, UNITS = 8, 4, 3
CHANNELS, HEIGHT, WIDTH, FILTERS, KERNEL = 3, 48, 40, 5, 3
BATCHES, EPOCHS = 3, 2
CALLS = 12
RATE = 0.5
# A tenth graphics card, which no machine has that builds this book.
NINTH = 9
# One graph for the first number, and one for any other.
FEW_GRAPHS = 2
# Sums of a dozen float32 numbers of order 1, in another order than NumPy's.
TOLERANCE = 1e-5


def batch() -> Array:
    """Return a batch of numbers between 0 and 1, (BATCH, FEATURES), float32."""
    numbers = np.arange(BATCH * FEATURES, dtype=np.float32) / (BATCH * FEATURES)
    return numbers.reshape(BATCH, FEATURES)


def first_weights() -> Array:
    """Return the weights that a program starts with, (FEATURES, UNITS), float32."""
    numbers = np.arange(FEATURES * UNITS, dtype=np.float32) / 10 - 0.5
    return numbers.reshape(FEATURES, UNITS)


# An event that is ruled out and did not happen: its share of the loss is nothing.
CHANCES = np.array([0.0, 0.5, 0.5], np.float32)
HAPPENED = np.array([0.0, 1.0, 0.0], np.float32)


def product() -> Array:
    """Return the batch times the weights."""
    return batch().astype(np.float64) @ first_weights()


def masked_slope() -> Array:
    """Return the slope of the mean of sigmoid(batch @ weights), first column 0."""
    hidden = 1 / (1 + np.exp(-product()))
    slope = hidden * (1 - hidden) / hidden.size
    slope[:, 0] = 0
    return np.asarray(batch().T @ slope)


def slope_of_overwritten() -> Array:
    """Return the slope of mean(batch @ weights), first column of weights set to 0."""
    slope = np.repeat(batch().sum(0)[:, np.newaxis], UNITS, axis=1) / (BATCH * UNITS)
    slope[:, 0] = 0
    return np.asarray(slope)


def stepped_weights() -> Array:
    """Return the weights after one step down the mean of the squared product."""
    slope = batch().T @ (2 * product() / (BATCH * UNITS))
    return np.asarray(first_weights() - RATE * slope)


def cross_entropy() -> Array:
    """Return the loss of CHANCES, with 0 log 0 taken as its limit, 0."""
    happened = HAPPENED > 0
    return np.asarray(-np.log(CHANCES[happened]).sum())


def close_to(meant: Callable[[], Array]) -> Callable[[Any], bool]:
    """Build a test of a result against what was meant, in shape and in value."""

    def is_right(result: Any) -> bool:
        found, wanted = np.asarray(result), np.asarray(meant())
        if found.shape != wanted.shape:
            return False
        return bool(np.allclose(found, wanted, rtol=0, atol=TOLERANCE))

    return is_right


def never(_: Any) -> bool:
    """Call no result right: nothing sensible can come of this mistake."""
    return False


def few(graphs: Any) -> bool:
    """Tell whether the number of graphs stayed small while the calls went on."""
    return bool(graphs <= FEW_GRAPHS)


def number(*values: int) -> str:
    """Build a regular expression that finds one of some whole numbers."""
    return rf"(?<!\d)({'|'.join(map(str, values))})(?!\d)"


@dataclass(frozen=True)
class Mistake:
    """One mistake.

    Attributes:
        name: the name of the programs that make it.
        title: what it is called in a table.
        what: what goes wrong, in a sentence.
        is_right: tells from a program's result whether the mistake did no harm.
        facts: regular expressions, each for one thing that does not fit with
            another; a message that names them all names the clash.
    """

    name: str
    title: str
    what: str
    is_right: Callable[[Any], bool]
    facts: tuple[str, ...]


MISTAKES = (
    Mistake(
        "shapes",
        "Shapes that do not fit",
        f"A layer made for {PIXELS} pixels is given {WRONG_PIXELS}.",
        never,
        (number(PIXELS), number(WRONG_PIXELS)),
    ),
    Mistake(
        "dtypes",
        "float64 meets float32",
        "A batch in NumPy's default precision is multiplied by float32 weights.",
        close_to(product),
        (r"\b(double|float64)\b", r"\b(float|float32)\b"),
    ),
    Mistake(
        "devices",
        "A GPU that is not there",
        "The batch is sent to a tenth graphics card.",
        close_to(product),
        (rf"(cuda|GPU):{NINTH}\b",),
    ),
    Mistake(
        "in_place",
        "A change in place",
        "A column of hidden units is set to 0 where a slope is still to come.",
        close_to(masked_slope),
        (r"inplace operation|item assignment", r"\w+Backward\d|\w+Tensor'"),
    ),
    Mistake(
        "no_gradient",
        "No gradient",
        "The scores are detached from the weights that are to be trained.",
        close_to(stepped_weights),
        (r"\b(weights|kernel)\b",),
    ),
    Mistake(
        "too_early",
        "Weights before there are any",
        "Weights are counted, or used, before something has made them.",
        close_to(lambda: np.asarray(FEATURES * UNITS)),
        (r"'sequential'|\bweights\b",),
    ),
    Mistake(
        "generator",
        "A spent generator",
        "A generator of one epoch's batches is used for two.",
        close_to(lambda: np.asarray(BATCHES * EPOCHS)),
        (number(BATCHES, BATCHES * EPOCHS),),
    ),
    Mistake(
        "nan",
        "A loss that is no number",
        "The logarithm of 0 is multiplied by 0.",
        close_to(cross_entropy),
        (r"(?i)\bnan\b",),
    ),
    Mistake(
        "storm",
        "A new graph for every number",
        f"A Python number that changes is used in {CALLS} calls.",
        few,
        (r"\brate\b",),
    ),
    Mistake(
        "layout",
        "Channels in the wrong place",
        "Images come in the other framework's order of axes.",
        never,
        (number(HEIGHT, WIDTH), number(CHANNELS)),
    ),
)

# The same mistakes, made a little differently.
VARIANTS = (
    Mistake(
        "half_a_gradient",
        "No gradient, for one layer of two",
        "Only the first layer's output is detached.",
        never,
        (r"\b(weights|kernel)\b",),
    ),
    Mistake(
        "dtypes_of_a_layer",
        "float64 meets a layer",
        "The float64 batch is given to a layer, or fed to a placeholder.",
        close_to(product),
        (r"(?i)\b(double|float64)\b", r"(?i)\b(float|float32)\b"),
    ),
    Mistake(
        "generator_by_hand",
        "A spent generator, in a loop of one's own",
        "The epochs are written by hand.",
        close_to(lambda: np.asarray(BATCHES * EPOCHS)),
        (number(BATCHES, BATCHES * EPOCHS),),
    ),
    Mistake(
        "layout_unseen",
        "Channels in the wrong place, layer without a size",
        "The convolution takes its number of channels from the first batch.",
        never,
        (number(HEIGHT, WIDTH), number(CHANNELS)),
    ),
    Mistake(
        "leaf_in_place",
        "A change in place, of the weights",
        "A column of the weights themselves is set to 0 before they are used.",
        close_to(slope_of_overwritten),
        (r"in-place operation", r"leaf"),
    ),
)

BY_NAME = {mistake.name: mistake for mistake in MISTAKES + VARIANTS}
