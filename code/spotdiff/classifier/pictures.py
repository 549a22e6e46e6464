"""Handwritten digits, drawn."""

from collections.abc import Sequence

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from numpy.typing import NDArray

from spotdiff.figures import Columns, Picture, Theme, draw

# Of one image, and of a line of titles, in inches.
SIDE, TITLE = 0.76, 0.3


def digits(
    images: NDArray[np.float32],
    titles: Sequence[str],
    *,
    name: str,
    alt: str,
    caption: str = "",
    columns: int = 10,
) -> Picture:
    """Draw images, each under its title.

    Args:
        images: (n, height, width), 0 for paper and 1 for ink.
        titles: One an image; empty ones take no room if all are.
        name: As in `figures.draw`.
        alt: As in `figures.draw`.
        caption: As in `figures.draw`.
        columns: Images in a row.
    """
    count, height, width = images.shape
    rows = max(1, -(-count // columns))
    image, row, column = np.indices(images.shape)

    def paint(figure: Figure, data: Columns, theme: Theme) -> None:
        ink = LinearSegmentedColormap.from_list("ink", ["#00000000", theme.ink])
        cells = np.reshape(data["ink"], (count, height, width))
        panels = figure.subplots(rows, columns, squeeze=False).ravel()
        for axes in panels:
            axes.set_axis_off()
        for axes, cell, title in zip(panels, cells, titles, strict=False):
            axes.imshow(cell, cmap=ink, vmin=0, vmax=1)
            axes.set_title(title, fontsize=9.5, loc="center", fontweight="normal")

    return draw(
        paint,
        {
            "image": image.ravel().tolist(),
            "row": row.ravel().tolist(),
            "column": column.ravel().tolist(),
            "ink": images.ravel().tolist(),
        },
        name=name,
        alt=alt,
        caption=caption,
        size=(SIDE * columns, rows * (SIDE + (TITLE if any(titles) else 0.14))),
    )
