"""Every form made, loaded and compared with the model that was trained."""

import json
import time
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spotdiff import runtime
from spotdiff.classifier.problem import Array
from spotdiff.deployment.exports import keras_forms, torch_forms
from spotdiff.deployment.exports.form import Form, Predict, size, took
from spotdiff.deployment.models import Trained
from spotdiff.measure import largest_difference
from spotdiff.tables import Table

FORMS = (*torch_forms.FORMS, *keras_forms.FORMS)
COMPILED = "compiled.pt2"
# Scores reach 22. In float32 each program is within FROM_EXACT of the same weights
# in float64 (7e-6 here; a test looks), so two programs are within twice that.
FROM_EXACT = 2e-5
TOLERANCE = 2 * FROM_EXACT


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
    in_keras = model.keras(model.images, training=False).numpy()
    return {"PyTorch": in_torch, "TensorFlow": in_keras}


def cannot_compile() -> str:
    """Say why there can be no AOTInductor package here; empty if there can."""
    return runtime.unavailable("PyTorch compiled")


def possible() -> tuple[Form, ...]:
    """Return the forms that can be made here."""
    return tuple(
        form for form in FORMS if form.file != COMPILED or not cannot_compile()
    )


def export(
    model: Trained, folder: Path, forms: Iterable[Form] | None = None
) -> dict[str, Export]:
    """Make, load and compare every form.

    Args:
        model: What was trained.
        folder: Where the files go.
        forms: Which; by default all that are possible here.

    Returns:
        What became of each, by the name of its file.
    """
    trained = {"PyTorch": model.torch, "TensorFlow": model.keras}
    scores = as_trained(model)
    return {
        form.file: export_one(
            form, trained[form.framework], folder, model.images, scores[form.framework]
        )
        for form in (possible() if forms is None else forms)
    }


def export_one(
    form: Form, model: Any, folder: Path, images: Array, scores: Array
) -> Export:
    """Make, load and compare one form."""
    path = folder / form.file
    begun = time.perf_counter()
    said = form.make(model, path)
    made = time.perf_counter()
    predict = form.load(path)
    predict(images[:1])
    loaded = time.perf_counter()
    return Export(
        form=form,
        size=size(path),
        making=made - begun,
        loading=loaded - made,
        difference=largest_difference(predict(images), scores).absolute,
        said=said,
        predict=predict,
    )


def compiled_in(made: Mapping[str, Export]) -> str:
    """Say how long AOTInductor took, or why it was not asked."""
    if COMPILED in made:
        return took(made[COMPILED].making)
    return f"not done here ({cannot_compile()})"


def compiled_for(package: Path) -> str:
    """Return the processor that an AOTInductor package was compiled for, as it says."""
    with zipfile.ZipFile(package) as archive:
        (name, *_) = [n for n in archive.namelist() if n.endswith("_metadata.json")]
        facts = json.loads(archive.read(name))
    return f"{facts['AOTI_MACHINE']}, {facts['AOTI_CPU_ISA']}"


def processor(made: Mapping[str, Export], folder: str) -> str:
    """Say for which processor AOTInductor compiled; "none" where it did not."""
    return compiled_for(Path(folder, COMPILED)) if COMPILED in made else "none"


def table(exports: Iterable[Export]) -> Table:
    """Set them side by side."""
    head = ["Form", "From", "kB", "Made in", "Loaded in", "Largest difference", "Needs"]
    rows = [
        (
            one.form.name,
            one.form.framework,
            one.size / 1000,
            took(one.making),
            took(one.loading),
            one.difference,
            one.form.needs,
        )
        for one in exports
    ]
    return Table(head, rows, digits=2)
