"""One model in every way that it can be compiled: what it takes, and what it gives."""

import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf
import torch
from torch._inductor.utils import fresh_cache

from spotdiff.classifier.problem import Array
from spotdiff.deployment.exports import keras_forms, torch_forms
from spotdiff.deployment.exports.form import Predict, size
from spotdiff.deployment.exports.quiet import without_reports
from spotdiff.deployment.models import Trained
from spotdiff.measure import Timing, largest_difference, time_together
from spotdiff.pytorch_1_0.native.programs import Native
from spotdiff.runtime import unavailable
from spotdiff.tables import Table, duration

# Scores reach 30, and another order of summation moves the last bits of float32.
TOLERANCE = 2e-4
IMAGES, REPEATS = 8, 9
AHEAD = "AOTInductor"


@dataclass(frozen=True)
class Way:
    """A way to run the classifier.

    Attributes:
        name: What it is called.
        framework: Whose it is.
        file: The name of the file that is written and read; empty if there is none.
        prepare: Makes of the trained model, and a place for a file, what is asked.
    """

    name: str
    framework: str
    file: str
    prepare: Callable[[Any, Path], Predict]


def through(
    save: Callable[[Any, Path], object], load: Callable[[Path], Predict]
) -> Callable[[Any, Path], Predict]:
    """Write a model to a file, and read that."""

    def prepare(model: Any, path: Path) -> Predict:
        save(model, path)
        return load(path)

    return prepare


def eager_torch(model: Any, path: Path) -> Predict:
    """Take PyTorch's model as it is."""
    return torch_forms.predicting(model)


def compiled_torch(model: Any, path: Path) -> Predict:
    """Have it compiled when it is first called."""
    return torch_forms.predicting(torch.compile(model))


def function(model: Any, path: Path, **options: Any) -> Predict:
    """Make Keras's model a tf.function."""
    return keras_predicting(tf.function(partial(model, training=False), **options))


def keras_predicting(model: Callable[[Any], Any]) -> Predict:
    """Make a model of tensors one of NumPy arrays."""

    def predict(pixels: Array) -> Array:
        scores: Array = model(pixels).numpy()
        return scores

    return predict


def eager_keras(model: Any, path: Path) -> Predict:
    """Take Keras's model as it is."""
    return keras_predicting(partial(model, training=False))


_t, _k = torch_forms, keras_forms
WAYS = (
    Way("eager", "PyTorch", "", eager_torch),
    Way("TorchScript", "PyTorch", "a.pt", through(_t.save_script, _t.load_script)),
    Way("`torch.compile`", "PyTorch", "", compiled_torch),
    Way(
        "`torch.export`",
        "PyTorch",
        "b.pt2",
        through(_t.save_exported, _t.load_exported),
    ),
    Way("eager", "TensorFlow", "", eager_keras),
    Way("`tf.function`", "TensorFlow", "", function),
    Way("XLA", "TensorFlow", "", partial(function, jit_compile=True)),
    Way("SavedModel", "TensorFlow", "c", through(_k.save_served, _k.load_served)),
)


@dataclass(frozen=True)
class Ready:
    """A way that is ready.

    Attributes:
        way: Which.
        seconds: Until the first answer.
        size: Bytes of its file; None if there is none.
        difference: Largest, of its scores for all images from the model's own.
        predict: What is asked.
    """

    way: Way
    seconds: float
    size: int | None
    difference: float
    predict: Predict


def prepare(way: Way, model: Trained, folder: Path) -> Ready:
    """Make a way ready, and check that it answers as the model does.

    All is asked one image at a time: what compiles for one number of images would
    compile again for another.
    """
    network = model.torch if way.framework == "PyTorch" else model.keras
    path, singles = folder / way.file, np.split(model.images[:IMAGES], IMAGES)
    begun = time.perf_counter()
    predict = way.prepare(network, path)
    predict(singles[0])
    seconds = time.perf_counter() - begun
    plain = eager_torch if way.framework == "PyTorch" else eager_keras
    wanted = plain(network, path)(model.images[:IMAGES])
    found = np.concatenate([predict(image) for image in singles])
    gap = largest_difference(found, wanted).absolute
    return Ready(way, seconds, size(path) if way.file else None, gap, predict)


def possible() -> list[Way]:
    """Return the ways that can be taken here: one needs a C++ compiler."""
    missing = unavailable("PyTorch compiled")
    return [way for way in WAYS if not (missing and way.prepare is compiled_torch)]


def prepare_all(model: Trained, native: Native | None = None) -> list[Ready]:
    """Make every way ready, with nothing left over from earlier compilations.

    Args:
        model: What was trained.
        native: If there, its AOTInductor package is taken along.
    """
    torch._dynamo.reset()
    with tempfile.TemporaryDirectory() as folder, fresh_cache(), without_reports():
        found = [prepare(way, model, Path(folder)) for way in possible()]
        if native:
            package = native.models["torch_compiled"]
            ready = prepare(
                Way(
                    AHEAD, "PyTorch", package.name, lambda *_: _t.load_compiled(package)
                ),
                model,
                package.parent,
            )
            seconds = native.compiling + ready.seconds
            found.insert(4, replace(ready, seconds=seconds))
    return found


def timings(found: Iterable[Ready], image: Array) -> dict[str, Timing]:
    """Time a call with one image, (1, 28, 28), in every way, in turns."""
    calls = {key(one.way): partial(one.predict, image) for one in found}
    return time_together(calls, repeats=REPEATS)


def key(way: Way) -> str:
    """Name a way together with its framework."""
    return f"{way.framework}, {way.name}"


def table(found: Iterable[Ready], timed: Mapping[str, Timing]) -> Table:
    """Set the ways under each other."""
    rows = [
        (
            one.way.framework,
            one.way.name,
            duration(one.seconds),
            duration(timed[key(one.way)].median),
            None if one.size is None else one.size / 1000,
            one.difference,
        )
        for one in found
    ]
    head = ["Framework", "Way", "First answer after", "A call", "kB of its file"]
    return Table([*head, "Largest difference"], rows, digits=2)
