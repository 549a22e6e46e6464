"""What event files hold, read with TensorBoard's own reader.

PyTorch and the sessions of 2017 write each kind in a form of its own; TensorFlow 2
writes everything as tensors, and says in the metadata what a tensor is.
"""

import io
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.plugins.hparams import metadata as hyper
from tensorboard.util import tensor_util

from spotdiff.classifier.problem import Array

# TensorBoard's reader keeps samples of long series; we want all there is.
EVERYTHING = dict.fromkeys(
    ("scalars", "tensors", "images", "audio", "histograms", "compressedHistograms"), 0
)


class EventFileError(LookupError):
    """A folder holds no event file, or nothing of this name and kind."""


class Series(NamedTuple):
    """Numbers by step.

    Attributes:
        steps: (n,), in the order in which they were written.
        values: (n,).
    """

    steps: NDArray[np.int64]
    values: Array


class Histogram(NamedTuple):
    """How many values lie where.

    Attributes:
        left: Left ends of the buckets, (n,); included.
        right: Right ends, (n,); excluded but for the last.
        counts: (n,).
    """

    left: Array
    right: Array
    counts: Array


class Events:
    """The event files of one folder.

    Raises:
        EventFileError: There is none.
    """

    def __init__(self, folder: Path) -> None:
        """Read them, all together."""
        if not any(folder.glob("*tfevents*")):
            raise EventFileError(f"there is no event file in {folder}")
        self._folder = folder
        self._read = EventAccumulator(str(folder), EVERYTHING)
        self._read.Reload()

    @property
    def forms(self) -> dict[str, list[str]]:
        """Names by the form in which they are stored: scalars, tensors, ..."""
        tags = self._read.Tags()
        # Of graphs it only tells whether there is one.
        named = {form: names for form, names in tags.items() if isinstance(names, list)}
        return {form: sorted(names) for form, names in named.items() if names}

    def scalars(self, name: str) -> Series:
        """Return numbers by step."""
        if name in self.forms.get("scalars", ()):
            found = self._read.Scalars(name)
            values = [event.value for event in found]
        else:
            found = self._tensors(name)
            values = [float(array(event)) for event in found]
        steps = np.array([event.step for event in found])
        return Series(steps, np.array(values))

    def histograms(self, name: str) -> list[Histogram]:
        """Return histograms, in the order in which they were written."""
        if name in self.forms.get("histograms", ()):
            found = self._read.Histograms(name)
            return [stored(event.histogram_value) for event in found]
        columns = (array(event).T for event in self._tensors(name))
        return [Histogram(*column) for column in columns]

    def images(self, name: str) -> list[NDArray[np.uint8]]:
        """Return pictures, (h, w) or (h, w, channels), in order."""
        names = self._numbered("images", f"{name}/image/")
        if name in self.forms.get("images", ()):
            names = [name]
        if names:
            found = [event for one in names for event in self._read.Images(one)]
            return [decoded(event.encoded_image_string) for event in found]
        # The first two texts of the tensor are width and height.
        tensors = [array(event)[2:] for event in self._tensors(name)]
        return [decoded(text) for texts in tensors for text in texts]

    def sound(self, name: str) -> tuple[int, NDArray[np.int16]]:
        """Return how many numbers a second, and the numbers, (n,)."""
        names = self._numbered("audio", f"{name}/audio/")
        if name in self.forms.get("audio", ()):
            names = [name]
        if names:
            encoded = self._read.Audio(names[0])[0].encoded_audio_string
        else:
            encoded = array(self._tensors(name)[0])[0, 0]
        with wave.open(io.BytesIO(encoded)) as file:
            numbers = np.frombuffer(file.readframes(file.getnframes()), "<i2")
            return file.getframerate(), numbers

    def text(self, name: str) -> str:
        """Return a text."""
        found = array(self._tensors(self._named(name))[0])
        return str(found.item().decode())

    def tensor(self, name: str) -> Array:
        """Return the first array of a name."""
        return array(self._tensors(self._named(name))[0])

    def settings(self) -> dict[str, float]:
        """Return the settings of a run."""
        content = self._read.PluginTagToContent(hyper.PLUGIN_NAME)
        started = content[hyper.SESSION_START_INFO_TAG]
        told = hyper.parse_session_start_info_plugin_data(started)
        return {name: value.number_value for name, value in told.hparams.items()}

    def graph(self) -> Any:
        """Return the graph, as TensorFlow's GraphDef."""
        return self._read.Graph()

    def _tensors(self, name: str) -> list[Any]:
        if name not in self.forms.get("tensors", ()):
            held = self.forms
            raise EventFileError(f"{self._folder} holds no {name!r}, only {held}")
        events: list[Any] = self._read.Tensors(name)
        return events

    def _named(self, name: str) -> str:
        """Find a name that a framework has made longer."""
        longer = (n for n in self.forms.get("tensors", ()) if n.startswith(f"{name}/"))
        return next(longer, name)

    def _numbered(self, form: str, start: str) -> list[str]:
        names = [name for name in self.forms.get(form, ()) if name.startswith(start)]
        return sorted(names, key=lambda name: int(name.removeprefix(start)))


def array(event: Any) -> NDArray[Any]:
    """Return the array of an event."""
    found: NDArray[Any] = tensor_util.make_ndarray(event.tensor_proto)
    return found


def stored(histogram: Any) -> Histogram:
    """Turn a histogram, of which only right ends are stored, into three columns."""
    right = np.array(histogram.bucket_limit)
    left = np.concatenate([[histogram.min], right[:-1]])
    return Histogram(left, right, np.array(histogram.bucket))


def decoded(png: bytes) -> NDArray[np.uint8]:
    """Return the pixels of a PNG file."""
    with Image.open(io.BytesIO(png)) as image:
        return np.asarray(image)


def apart(grid: NDArray[np.uint8], size: tuple[int, ...]) -> list[NDArray[np.uint8]]:
    """Cut a grid of pictures, as PyTorch lays them out, into pictures.

    Args:
        grid: Rows of pictures, (rows * h, columns * w, 3), all three the same grey.
        size: Height and width of a picture.
    """
    h, w = size
    tall, wide = grid.shape[0] // h, grid.shape[1] // w
    tiles = grid[..., 0].reshape(tall, h, wide, w).transpose(0, 2, 1, 3)
    return list(tiles.reshape(-1, h, w))


def below(folder: Path) -> Iterator[str]:
    """Yield the runs below a folder, as TensorBoard names them."""
    places = {file.parent for file in folder.rglob("*tfevents*")}
    yield from sorted(place.relative_to(folder).as_posix() for place in places)
