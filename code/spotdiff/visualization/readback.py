"""Is what was written what is there? Every kind, read back and compared."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from spotdiff.classifier.problem import Array
from spotdiff.measure import largest_difference
from spotdiff.tables import Table
from spotdiff.visualization import event_files, exhibition, kinds
from spotdiff.visualization.board import Board
from spotdiff.visualization.event_files import Events, Histogram
from spotdiff.visualization.gallery import WANTED, Gallery

LOUDEST = 32767  # the largest number of 16 bits
THRESHOLDS = 127
# A sound is cut off after 16 bits, and PyTorch's scale is one step of them shorter.
SOUND_TOLERANCE = 1.01 / LOUDEST
# A share is below one and stored in float32: half a unit in its last place.
SHARE_TOLERANCE = 2**-24

Gap = Callable[[Path, Gallery], float]


def scalars(place: Path, shown: Gallery) -> float:
    """Return by how much a loss differs."""
    found = Events(place / exhibition.NAMED).scalars("loss").values
    return largest_difference(found, shown.losses).absolute


def histograms(place: Path, shown: Gallery) -> float:
    """Return how many values are counted in a bucket where they are not."""
    events = Events(place / exhibition.NAMED)
    return max(
        miscounted(found, weights[name])
        for name in shown.weights[0]
        for found, weights in zip(events.histograms(name), shown.weights, strict=True)
    )


def miscounted(histogram: Histogram, values: Array) -> float:
    """Count the values of each bucket anew; return the largest difference."""
    left, right, counts = histogram
    inside = np.sort(values, axis=None).astype(np.float64)
    ends = np.searchsorted(inside, right)
    ends[-1] = np.searchsorted(inside, right[-1], side="right")
    anew = np.maximum(ends - np.searchsorted(inside, left), 0)
    return largest_difference(anew, counts).absolute


def images(place: Path, shown: Gallery) -> float:
    """Return by how many of 255 greys a pixel differs."""
    found = Events(place / exhibition.NAMED).images("doubtful")
    if len(found) == 1:
        found = event_files.apart(found[0], shown.images.shape[1:3])
    written = shown.images[..., 0]
    return largest_difference(np.stack(found)[: len(written)], written).absolute


def audio(place: Path, shown: Gallery) -> float:
    """Return by how much a sound differs, whose loudest is one."""
    _, found = Events(place / exhibition.NAMED).sound("phi")
    return largest_difference(found / LOUDEST, shown.sound[:, 0]).absolute


def text(place: Path, shown: Gallery) -> float:
    """Return 0 for the same text, and 1 for another."""
    found = Events(place / exhibition.SINCE).text("momenta")
    return float(found != shown.text)


def hyper_parameters(place: Path, shown: Gallery) -> float:
    """Return by how much a setting differs."""
    return max(
        largest_difference(found[name], value).absolute
        for number, (setting, _) in enumerate(shown.settings)
        for found in [Events(place / exhibition.SETTINGS / str(number)).settings()]
        for name, value in setting.items()
    )


def precision(place: Path, shown: Gallery) -> float:
    """Return by how much a precision or a recall differs."""
    found = Events(place / exhibition.SINCE).tensor("eights")
    wanted = shown.labels == WANTED
    sure = np.floor(shown.scores * np.float32(THRESHOLDS - 1))
    taken = sure >= np.arange(THRESHOLDS)[:, None]
    right = (taken & wanted).sum(1)
    expected = [right / np.maximum(taken.sum(1), 1), right / wanted.sum()]
    return largest_difference(found[-2:], expected).absolute


def meshes(place: Path, shown: Gallery) -> float:
    """Return by how much a vertex, a colour or a triangle differs."""
    events = Events(place / exhibition.SINCE)
    parts = {
        "VERTEX": shown.vertices,
        "COLOR": shown.colours,
        "FACE": shown.faces,
    }
    return max(
        largest_difference(events.tensor(f"power_{part}")[0], written).absolute
        for part, written in parts.items()
    )


GAPS: dict[str, tuple[str, Gap]] = {
    kinds.SCALARS: ("the loss", scalars),
    kinds.HISTOGRAMS: ("values in a bucket", histograms),
    kinds.IMAGES: ("greys, of 255", images),
    kinds.AUDIO: ("the loudest is 1", audio),
    kinds.TEXT: ("0 if the same", text),
    kinds.HYPER_PARAMETERS: ("the momentum", hyper_parameters),
    kinds.PRECISION: ("of 1", precision),
    kinds.MESHES: ("coordinates, of 1", meshes),
}


def gaps(folder: Path, shown: Gallery) -> dict[str, dict[str, float]]:
    """Compare all that can be read from event files.

    Args:
        folder: With all that was logged.
        shown: What was to be written.

    Returns:
        By kind, and by tool: the largest difference, in the unit of the kind.
    """
    return {
        kind: {
            tool: gap(folder / exhibition.KINDS / tool, shown)
            for tool in exhibition.WRITERS
        }
        for kind, (_, gap) in GAPS.items()
    }


def embeddings(board: Board, shown: Gallery) -> dict[str, float]:
    """Compare what the projector is given, by tool."""
    return {
        tool: largest_difference(
            board.points(f"{exhibition.KINDS}/{tool}/{exhibition.NAMED}"),
            shown.hidden.ravel(),
        ).absolute
        for tool in exhibition.WRITERS
    }


def table(found: dict[str, dict[str, float]]) -> Table:
    """Say by how much what is there differs from what was written."""
    units = {kind: unit for kind, (unit, _) in GAPS.items()}
    units[kinds.EMBEDDINGS] = "coordinates"
    rows = [
        (kind, units[kind], *found[kind].values())
        for kind in kinds.ALL
        if kind in found
    ]
    head = ["Kind", "Largest difference in", *exhibition.WRITERS]
    return Table(head, rows, digits=2)
