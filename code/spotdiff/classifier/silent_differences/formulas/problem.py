"""Formulas of one name."""

import math

import numpy as np

from spotdiff.classifier.silent_differences.rows import Row, single

CERTAIN, RIGHT = single(0), single(1)
GUESS, TRUTH = single(0, 0), single(1, 4)
BOTH_SIGNS = single(-2, 2)

# The smallest logarithm PyTorch lets into a loss, and the smallest probability
# Keras does, in the float32 it computes with.
LEAST_LOGARITHM = -100.0
LEAST_PROBABILITY = float(np.float32(1e-7))

HUBER = np.where(TRUTH <= 2, TRUTH**2 / 2, 2 * TRUTH - 2)
EXACT = [x * (1 + math.erf(x / math.sqrt(2))) / 2 for x in BOTH_SIGNS]
BY_TANH = [
    x * (1 + math.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3))) / 2
    for x in BOTH_SIGNS
]

ROWS = (
    Row(
        "certainty",
        "Binary cross-entropy of a certain and wrong answer",
        (CERTAIN, RIGHT),
        torch=-LEAST_LOGARITHM,
        tensorflow=-math.log(LEAST_PROBABILITY),
    ),
    Row(
        "huber",
        "Smooth L1 is Huber over delta: both given 2",
        (GUESS, TRUTH),
        torch=HUBER.mean() / 2,
        tensorflow=HUBER.mean(),
    ),
    Row(
        "leak",
        "Leaky ReLU: default slope",
        (BOTH_SIGNS,),
        torch=np.where(BOTH_SIGNS < 0, 0.01 * BOTH_SIGNS, BOTH_SIGNS),
        tensorflow=np.where(BOTH_SIGNS < 0, 0.3 * BOTH_SIGNS, BOTH_SIGNS),
    ),
    Row(
        "gelu",
        "GELU: exact or approximate",
        (BOTH_SIGNS,),
        torch=EXACT,
        tensorflow=BY_TANH,
    ),
)
