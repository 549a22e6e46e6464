"""The same training in NumPy and three times in a framework, and all hunts."""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from spotdiff.debugging.nan_hunt import (
    tensorflow1_side,
    tensorflow_side,
    tensorflow_tools,
    torch_side,
    torch_tools,
)
from spotdiff.debugging.nan_hunt.found import Found
from spotdiff.debugging.nan_hunt.problem import Known, initial_weights, train
from spotdiff.tables import Table

Steps = list[tuple[float, float]]


def runs(known: Known, flawed: bool, steps: int) -> dict[str, Steps]:
    """Train in every framework; return loss and accuracy of each step.

    Args:
        known: The digits.
        flawed: Whether to take the loss that is written by hand.
        steps: How many.

    Returns:
        For each framework the loss before and the accuracy after each step.
    """
    by_hand = tensorflow1_side.by_hand if flawed else tensorflow1_side.repaired
    return {
        "PyTorch": list(islice(of_side(torch_side, known, flawed), steps)),
        "TensorFlow": list(islice(of_side(tensorflow_side, known, flawed), steps)),
        "TensorFlow 1": list(islice(tensorflow1_side.training(known, by_hand), steps)),
    }


def of_side(side: Any, known: Known, flawed: bool) -> Iterator[tuple[float, float]]:
    """Train on one side."""
    network = side.Classifier(*initial_weights())
    cost: Callable[..., Any] = side.CrossEntropy() if flawed else side.repaired
    for loss in side.training(network, cost, known):
        yield loss, side.accuracy(network, known)


def losses(known: Known, found: dict[str, Steps], shown: list[int]) -> Table:
    """Write the losses before some steps next to NumPy's.

    Args:
        known: The digits.
        found: What `runs` returned.
        shown: The steps, counted from 1.
    """
    oracle, _ = train(known, max(shown))
    rows = [
        (step, oracle[step - 1], *(steps[step - 1][0] for steps in found.values()))
        for step in shown
    ]
    return Table(["Step", "NumPy, float64", *found], rows, digits=4)


def in_torch(known: Known) -> list[Found]:
    """Hunt with all of PyTorch's tools."""
    return [torch_tools.hunt(known, tool) for tool in torch_tools.WATCHES]


def in_tensorflow(known: Known) -> list[Found]:
    """Hunt with TensorFlow's and Keras's tools that need no process of their own."""
    in_time = tensorflow_tools.check_numerics(known)
    late = tensorflow_tools.check_numerics(known, steps_before=1)
    return [in_time, late, tensorflow_tools.terminate_on_nan(known)]
