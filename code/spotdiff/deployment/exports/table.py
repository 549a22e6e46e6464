"""Every form made, loaded and compared with the model that was trained."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from spotdiff.classifier.problem import Array
from spotdiff.deployment.exports import keras_forms, torch_forms
from spotdiff.deployment.exports.form import Form, Predict, size
from spotdiff.deployment.models import Trained
from spotdiff.measure import largest_difference
from spotdiff.tables import Table, duration

FORMS = (*torch_forms.FORMS, *keras_forms.FORMS)
# Scores reach 30, and another order of summation moves the last bits of float32.
TOLERANCE = 2e-4


@dataclass(frozen=True)
class Export:
    """What became of one form.

    Attributes:
        form: The form.
        size: Bytes.
        making: Seconds to make it.
        loading: Seconds to load it, and to answer for the first time; the libraries
            were loaded before.
        difference: The largest absolute difference of its scores from those of the
            model that was trained.
        said: What making it returned: warnings, or nothing.
        predict: The loaded model.
    """

    form: Form
    size: int
    making: float
    loading: float
    difference: float
    said: Any
    predict: Predict


def as_trained(model: Trained) -> dict[str, Array]:
    """Return the scores of the models as they were trained, for all held-out digits."""
    in_torch = torch_forms.predicting(model.torch)(model.images)
    return {"PyTorch": in_torch, "TensorFlow": np.asarray(model.keras(model.images))}


def export(
    model: Trained, folder: Path, forms: Iterable[Form] = FORMS
) -> dict[str, Export]:
    """Make, load and compare every form.

    Args:
        model: What was trained.
        folder: Where the files go.
        forms: Which.

    Returns:
        What became of each, by the name of its file.
    """
    trained = {"PyTorch": model.torch, "TensorFlow": model.keras}
    scores, found = as_trained(model), {}
    for form in forms:
        path = folder / form.file
        begun = time.perf_counter()
        said = form.make(trained[form.framework], path)
        made = time.perf_counter()
        predict = form.load(path)
        predict(model.images[:1])
        loaded = time.perf_counter()
        gap = largest_difference(predict(model.images), scores[form.framework])
        found[form.file] = Export(
            form,
            size(path),
            made - begun,
            loaded - made,
            gap.absolute,
            said,
            predict,
        )
    return found


def table(exports: Iterable[Export]) -> Table:
    """Set them side by side."""
    head = ["Form", "From", "kB", "Made in", "Loaded in", "Largest difference", "Needs"]
    rows = [
        (
            one.form.name,
            one.form.framework,
            one.size / 1000,
            duration(one.making),
            duration(one.loading),
            one.difference,
            one.form.needs,
        )
        for one in exports
    ]
    return Table(head, rows, digits=2)
