"""What visdom shows: every kind tried with a call of its own, as it is installed."""

from collections.abc import Callable
from typing import Any

import numpy as np

from spotdiff.visualization import gallery, kinds
from spotdiff.visualization.gallery import Gallery
from spotdiff.visualization.in_visdom.client import window

# The layers of the classifier, in order: visdom draws what it is told is connected,
# and reads no model.
LAYERS = ("image", "conv1", "conv2", "fc1", "fc2", "scores")


def scalars(vis: Any, shown: Gallery) -> object:
    """Draw the loss of the descent."""
    steps = np.arange(len(shown.losses))
    return vis.line(shown.losses, steps, win=kinds.SCALARS, opts={"title": "loss"})


def histograms(vis: Any, shown: Gallery) -> object:
    """Draw how the weights of a layer are spread."""
    weights = shown.weights[-1]["fc1.weight"].ravel()
    options = {"title": "fc1.weight", "numbins": 30}
    return vis.histogram(weights, win=kinds.HISTOGRAMS, opts=options)


def images(vis: Any, shown: Gallery) -> object:
    """Lay out the digits that the classifier was least sure of."""
    pixels = np.moveaxis(shown.images, -1, 1)
    return vis.images(pixels, nrow=5, win=kinds.IMAGES, opts={"title": "doubtful"})


def graph(vis: Any, _: Gallery) -> object:
    """Draw the layers, connected one after the other."""
    edges = [(n, n + 1) for n in range(len(LAYERS) - 1)]
    options = {"title": "layers", "showVertexLabels": True, "height": 300, "width": 300}
    return vis.graph(edges, nodeLabels=list(LAYERS), win=kinds.GRAPH, opts=options)


def embeddings(vis: Any, shown: Gallery) -> object:
    """Lay vectors out in the plane."""
    labels = [str(label) for label in shown.labels]
    return vis.embeddings(shown.hidden, labels, win=kinds.EMBEDDINGS)


def audio(vis: Any, shown: Gallery) -> object:
    """Offer a sound to be played."""
    options = {"sample_frequency": gallery.SAMPLE_RATE, "title": "descent"}
    return vis.audio(shown.sound[:, 0], win=kinds.AUDIO, opts=options)


def text(vis: Any, shown: Gallery) -> object:
    """Show a text; it is taken as HTML."""
    return vis.text(f"<pre>{shown.text}</pre>", win=kinds.TEXT)


def meshes(vis: Any, shown: Gallery) -> object:
    """Draw a surface."""
    return vis.mesh(shown.vertices, shown.faces, win=kinds.MESHES)


CALLS: dict[str, Callable[[Any, Gallery], object]] = {
    kinds.GRAPH: graph,
    kinds.SCALARS: scalars,
    kinds.HISTOGRAMS: histograms,
    kinds.IMAGES: images,
    kinds.EMBEDDINGS: embeddings,
    kinds.AUDIO: audio,
    kinds.TEXT: text,
    kinds.MESHES: meshes,
}


def refusals(vis: Any, shown: Gallery) -> dict[str, str]:
    """Try every kind for which visdom has a call.

    Returns:
        By kind, what visdom said where it refused, and nothing where the server now
        holds a pane of it.
    """
    told = {}
    for kind, call in CALLS.items():
        try:
            call(vis, shown)
        except Exception as error:  # whatever it raises is what it says
            told[kind] = str(error)
        else:
            told[kind] = "" if window(vis, kind) else "no pane"
    return told
