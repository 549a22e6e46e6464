"""The spread of what new layers draw, by formula."""

import math

import numpy as np

from spotdiff.classifier.silent_differences.rows import Row

# Draws of a layer, and with them the error of a standard deviation: one over the
# root of twice as many draws, four times over.
INPUTS, UNITS = 300, 100
ENTRIES, WIDTH = 300, 100
CHANNELS, FILTERS, WINDOW = 50, 50, 25
FEW_INPUTS, MANY_UNITS = 12, 30_000
SAMPLING = 4 / math.sqrt(2 * 30_000)


def uniform(bound: float) -> float:
    """Return the standard deviation of numbers uniform within a bound."""
    return bound / math.sqrt(3)


def kaiming(inputs: int) -> float:
    """Return the bound of PyTorch's rule: one over the root of the inputs."""
    return 1 / math.sqrt(inputs)


def glorot(inputs: int, outputs: int) -> float:
    """Return the bound of Keras's rule."""
    return math.sqrt(6 / (inputs + outputs))


ROWS = (
    Row(
        "dense_kernel",
        "Dense layer, kernel: standard deviation of the draw",
        (INPUTS, UNITS),
        torch=uniform(kaiming(INPUTS)),
        tensorflow=uniform(glorot(INPUTS, UNITS)),
        measure=np.std,
        tolerance=uniform(glorot(INPUTS, UNITS)) * SAMPLING,
    ),
    Row(
        "convolution_kernel",
        "Convolution, kernel: standard deviation of the draw",
        (CHANNELS, FILTERS),
        torch=uniform(kaiming(CHANNELS * WINDOW)),
        tensorflow=uniform(glorot(CHANNELS * WINDOW, FILTERS * WINDOW)),
        measure=np.std,
        tolerance=uniform(glorot(CHANNELS * WINDOW, FILTERS * WINDOW)) * SAMPLING,
    ),
    Row(
        "bias",
        "Dense layer or convolution, bias: standard deviation of the draw",
        (FEW_INPUTS, MANY_UNITS),
        torch=uniform(kaiming(FEW_INPUTS)),
        tensorflow=0.0,
        measure=np.std,
        tolerance=uniform(kaiming(FEW_INPUTS)) * SAMPLING,
    ),
    Row(
        "embedding",
        "Embedding: standard deviation of the draw",
        (ENTRIES, WIDTH),
        torch=1.0,
        tensorflow=uniform(0.05),
        measure=np.std,
        tolerance=SAMPLING,
    ),
)
