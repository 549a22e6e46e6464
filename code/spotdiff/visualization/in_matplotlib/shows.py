"""What matplotlib shows: every kind tried with a call of its own, and looked for."""

from collections.abc import Callable

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from mpl_toolkits.mplot3d.axes3d import Axes3D

from spotdiff.visualization import kinds
from spotdiff.visualization.gallery import Gallery


def scalars(figure: Figure, shown: Gallery) -> bool:
    """Draw the loss of the descent, and find all of it in the figure."""
    axes = figure.subplots()
    axes.plot(shown.losses)
    return np.array_equal(axes.lines[0].get_ydata(), shown.losses)


def histograms(figure: Figure, shown: Gallery) -> bool:
    """Draw how weights are spread, and find as many as there are."""
    weights = shown.weights[-1]["fc1.weight"].ravel()
    axes = figure.subplots()
    axes.hist(weights, bins=30)
    bars = [bar for bar in axes.patches if isinstance(bar, Rectangle)]
    return sum(bar.get_height() for bar in bars) == weights.size


def images(figure: Figure, shown: Gallery) -> bool:
    """Draw a digit, and find its pixels."""
    axes = figure.subplots()
    axes.imshow(shown.images[0, ..., 0], cmap="gray")
    drawn = np.asarray(axes.images[0].get_array())
    return np.array_equal(drawn, shown.images[0, ..., 0])


def text(figure: Figure, shown: Gallery) -> bool:
    """Write a text, and find it."""
    figure.text(0, 0, shown.text)
    return figure.texts[0].get_text() == shown.text


def meshes(figure: Figure, shown: Gallery) -> bool:
    """Draw a surface, and find as many triangles as it has."""
    axes = figure.add_subplot(projection="3d")
    assert isinstance(axes, Axes3D)
    surface = axes.plot_trisurf(*shown.vertices.T, triangles=shown.faces)
    figure.draw_without_rendering()
    return len(surface.get_facecolor()) == len(shown.faces)


CALLS: dict[str, Callable[[Figure, Gallery], bool]] = {
    kinds.SCALARS: scalars,
    kinds.HISTOGRAMS: histograms,
    kinds.IMAGES: images,
    kinds.TEXT: text,
    kinds.MESHES: meshes,
}


def shows(shown: Gallery) -> dict[str, bool]:
    """Tell for each kind whether matplotlib showed it; those without a call are not."""
    told = {kind: call(Figure(), shown) for kind, call in CALLS.items()}
    return {kind: told.get(kind, False) for kind in kinds.ALL}
