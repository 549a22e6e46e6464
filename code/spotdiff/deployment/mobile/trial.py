"""Both trained models as files for a telephone, and what each file is worth."""

import os
import sysconfig
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf
import torch

from spotdiff import data
from spotdiff.classifier.problem import Array
from spotdiff.deployment.exports import torch_forms
from spotdiff.deployment.exports.form import Predict
from spotdiff.deployment.mobile.converting import tensorflow_side as to_litert
from spotdiff.deployment.mobile.converting import torch_side as to_executorch
from spotdiff.deployment.mobile.notices import without_notices
from spotdiff.deployment.mobile.problem import CALIBRATION
from spotdiff.deployment.mobile.running import tensorflow_side as in_litert
from spotdiff.deployment.mobile.running import torch_side as in_executorch
from spotdiff.deployment.models import Trained
from spotdiff.measure import Timing, largest_difference, time_together
from spotdiff.tables import Table, duration

TRAINED, WIDE, NARROW = "as it was trained", "32 bits", "8 bits"
FILES = {
    "PyTorch": ("ExecuTorch", "{}.pte", to_executorch, in_executorch),
    "TensorFlow": ("LiteRT", "{}.tflite", to_litert, in_litert),
}


@dataclass(frozen=True)
class Form:
    """A model in one of its forms, ready to answer.

    Attributes:
        framework: In which it was trained.
        kind: As it was trained, or in 32 or in 8 bits.
        path: Its file, if it has one.
        predict: From the pixels of one image, (1, 28, 28), to its scores, (1, 10).
        scores: Of all images held out, asked one by one, (n, 10).
    """

    framework: str
    kind: str
    path: Path | None
    predict: Predict
    scores: Array


Forms = Mapping[tuple[str, str], Form]


def calibration() -> Array:
    """Return the images that both converters are shown, in this order."""
    return data.load().train_images[:CALIBRATION]


def prepare(models: Trained, folder: Path) -> dict[tuple[str, str], Form]:
    """Convert both models, load what was written, and ask for all images held out.

    Args:
        models: What was trained.
        folder: Where the files go.

    Returns:
        Every form, by framework and kind.
    """
    find_flatc()
    forms = [
        Form(name, TRAINED, None, predict, each(predict, models.images))
        for name, predict in as_trained(models).items()
    ]
    shown = calibration()
    for name, model in (("PyTorch", models.torch), ("TensorFlow", models.keras)):
        _, file, converting, running = FILES[name]
        wide, narrow = (folder / file.format(bits) for bits in (32, 8))
        # A telephone's file is made, and tried, without a GPU.
        with without_notices(), torch.device("cpu"):
            converting.convert(model, wide)
            converting.quantize(model, narrow, shown)
            loaded = {
                kind: running.load(p) for kind, p in ((WIDE, wide), (NARROW, narrow))
            }
        forms += [
            Form(name, kind, path, loaded[kind], each(loaded[kind], models.images))
            for kind, path in ((WIDE, wide), (NARROW, narrow))
        ]
    return {(form.framework, form.kind): form for form in forms}


def file(forms: Forms, framework: str, kind: str) -> Path:
    """Return the file of a form.

    Raises:
        ValueError: The form has none: it is the model as it was trained.
    """
    path = forms[framework, kind].path
    if path is None:
        raise ValueError(f"{framework}'s model {kind} is in no file")
    return path


def find_flatc() -> None:
    """Tell ExecuTorch where the program is that writes its files: beside Python."""
    beside = Path(sysconfig.get_path("scripts"), "flatc")
    os.environ.setdefault("FLATC_EXECUTABLE", str(beside))


def as_trained(models: Trained) -> dict[str, Predict]:
    """Return the models in their own frameworks, for one image; Keras's as a graph."""
    graph = tf.function(models.keras)

    def in_keras(pixels: Array) -> Array:
        with tf.device("/CPU:0"):
            scores: Array = graph(tf.constant(pixels)).numpy()
        return scores

    return {"PyTorch": torch_forms.predicting(models.torch), "TensorFlow": in_keras}


def each(predict: Predict, images: Array) -> Array:
    """Ask for the scores of images one by one, as a telephone would."""
    return np.concatenate([predict(image[None]) for image in images])


def right(form: Form, labels: Any) -> float:
    """Return the share of the digits that a form reads rightly."""
    return float((form.scores.argmax(axis=1) == labels).mean())


def moved(forms: Forms, form: Form) -> float:
    """Return how far a score is from the one of the model that was trained, at most."""
    trained = forms[form.framework, TRAINED]
    return largest_difference(form.scores, trained.scores).absolute


def changed(forms: Forms, form: Form) -> int:
    """Count the digits that a form answers otherwise than the model trained."""
    trained = forms[form.framework, TRAINED]
    return int((form.scores.argmax(1) != trained.scores.argmax(1)).sum())


def lost(forms: Forms, form: Form, labels: Any) -> float:
    """Return how many of 100 digits it reads worse than the model trained."""
    return 100 * (right(forms[form.framework, TRAINED], labels) - right(form, labels))


def points(lost: float) -> str:
    """Write by how many percentage points an accuracy changes."""
    text = f"{-lost:+.1f}"
    return "0" if float(text) == 0 else text.replace("-", "\u2212")


def values(form: Form) -> int:
    """Count the different scores that a form gives."""
    return np.unique(form.scores).size


def step(form: Form) -> float:
    """Return the least distance between two different scores of a form."""
    return float(np.diff(np.unique(form.scores)).min())


def highest_seen(forms: Forms) -> dict[str, float]:
    """Return the highest score among the images that each converter was shown."""
    shown = calibration()
    return {
        name: float(each(forms[name, TRAINED].predict, shown).max()) for name in FILES
    }


def time(forms: Forms, image: Array) -> dict[tuple[str, str], Timing]:
    """Time every form with one image, in turns; NumPy goes in and comes out."""

    def asking(form: Form) -> Callable[[], object]:
        return lambda: form.predict(image)

    names = {f"{a}, {b}": (a, b) for a, b in forms}
    taken = time_together({name: asking(forms[key]) for name, key in names.items()})
    return {names[name]: timing for name, timing in taken.items()}


def table(forms: Forms, times: Mapping[tuple[str, str], Timing], labels: Any) -> Table:
    """Set the forms side by side."""
    head = ["Trained in", "Form", "kB", "One image", "Right", "Other answers", "Moved"]
    rows: Iterable[tuple[object, ...]] = [
        (
            form.framework,
            form.kind if form.path is None else f"{FILES[form.framework][0]}, {kind}",
            None if form.path is None else form.path.stat().st_size / 1000,
            duration(times[name, kind].median),
            f"{100 * right(form, labels):.1f} %",
            changed(forms, form),
            moved(forms, form),
        )
        for (name, kind), form in forms.items()
    ]
    return Table(head, list(rows))
