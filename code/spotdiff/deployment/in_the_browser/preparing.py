"""How a drawing becomes the pixels that a model was trained on."""

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from spotdiff.classifier.problem import Array
from spotdiff.data import BOX


@dataclass(frozen=True)
class Preparation:
    """What is done to a drawing.

    Attributes:
        cells: The drawing is fitted into a square of so many by so many cells, and
            the ink in each is counted.
        pen: Width of the pen, as a share of the square's side.
        enlarge: A matrix, (20, cells): the cells, multiplied by it from both sides,
            are the 20 x 20 pixels that the digit has.
        centred: Whether they are moved so that their centre of mass is in the
            middle, and not the square.
    """

    cells: int
    pen: float
    enlarge: Array
    centred: bool


def of(data: str) -> Preparation:
    """Return the preparation of a data set: what was done to its digits.

    Args:
        data: "digits" or "mnist".
    """
    if data == "mnist":
        return Preparation(BOX, 0.11, np.eye(BOX), centred=True)
    # Drawings of 32 x 32 dots, counted in cells of 4 x 4; `data.small_digits` then
    # enlarges them, line by line and column by column.
    cells = 8
    matrix = ndimage.zoom(np.eye(cells), (BOX / cells, 1), order=1)
    return Preparation(cells, 0.14, matrix, centred=False)
