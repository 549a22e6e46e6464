"""The trap at the optimum, in neither framework."""

from collections.abc import Callable

import numpy as np
from numpy.typing import DTypeLike

from spotdiff.toy_problem.problem import Array

Gradient = Callable[[str, Array, Array, float], float]


def exact_points(dtype: DTypeLike = np.float64) -> tuple[Array, Array]:
    """Return points whose squares any sound pow gets exactly: powers of two.

    Elsewhere two pows may differ in the last bit, and then the error at the
    true exponent is not zero but noise, and so is the sign of the gradient.
    """
    x = 2.0 ** np.arange(-2, 4).astype(dtype)
    return x, x**2


def descend(
    gradient_of: Gradient,
    form: str,
    x: Array,
    y: Array,
    start: float,
    learning_rate: float,
    steps: int,
) -> Array:
    """Descend by a side's `gradient_of`.

    Args:
        gradient_of: That of a side.
        form: A key of the side's `FORMS`.
        x: Points, (n,).
        y: Values, (n,).
        start: Exponent to start from.
        learning_rate: Step per unit of gradient.
        steps: How many steps.

    Returns:
        The exponents, (steps + 1,); NaN from the step after the optimum on,
        where the gradient there is NaN.
    """
    path = [start]
    for _ in range(steps):
        path.append(path[-1] - learning_rate * gradient_of(form, x, y, path[-1]))
    return np.array(path)
