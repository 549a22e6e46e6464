"""One step of the descent in NumPy: no framework, no autograd, no compiler."""

from collections.abc import Callable

import numpy as np

from spotdiff.toy_problem.problem import Array, root_mean_square


def stepper(
    x: Array, y: Array, start: float, learning_rate: float
) -> Callable[[], None]:
    """Prepare a step by the derivative written out.

    Args:
        x: Points, (n,); the step is in their dtype.
        y: Values, (n,).
        start: Exponent to start from.
        learning_rate: Step per unit of gradient.

    Returns:
        A call that takes one step.
    """
    phi = np.full(1, start, x.dtype)

    def step() -> None:
        _, gradient = root_mean_square(phi, x, y)
        np.subtract(phi, learning_rate * gradient, out=phi)

    return step
