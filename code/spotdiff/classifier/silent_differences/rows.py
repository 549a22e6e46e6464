"""A row of the table: one effect, fed with the same input on both sides."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[Any]

# A handful of float32 operations on numbers below a hundred.
ROUNDING = 1e-5


def single(*numbers: Any) -> Array:
    """Make a float32 array, the type that both frameworks train in."""
    return np.array(numbers, np.float32)


def unchanged(result: Array) -> Array:
    """Measure a result by itself."""
    return result


@dataclass(frozen=True)
class Row:
    """One silent difference.

    What a side is expected to give is worked out in NumPy or by a formula; a
    text is the name of the exception that it is expected to raise.

    Attributes:
        name: The function of both sides, and the row's place on the page.
        title: What it is about.
        inputs: What the function is fed; arrays become tensors.
        torch: What PyTorch is to give.
        tensorflow: What TensorFlow is to give.
        layout: The inputs in TensorFlow's layout, where the layout is not the
            difference itself.
        agreed: What both give when cured, where neither gives it uncured.
        measure: Turns a large or random result into a few numbers.
        tolerance: How far a result may be from what is expected.
    """

    name: str
    title: str
    inputs: tuple[Any, ...]
    torch: ArrayLike
    tensorflow: ArrayLike
    layout: tuple[Any, ...] | None = None
    agreed: ArrayLike | None = None
    measure: Callable[[Array], ArrayLike] = unchanged
    tolerance: float = ROUNDING

    @property
    def anchor(self) -> str:
        """Return the row's id on the page."""
        return self.name.replace("_", "-")

    def fed(self, side: str) -> tuple[Any, ...]:
        """Return a side's inputs, arrays copied so that none is written to."""
        chosen = self.layout if side == "TensorFlow" and self.layout else self.inputs
        return tuple(i.copy() if isinstance(i, np.ndarray) else i for i in chosen)

    def expected(self, side: str) -> ArrayLike:
        """Return what a side is to give, uncured."""
        return self.torch if side == "PyTorch" else self.tensorflow
