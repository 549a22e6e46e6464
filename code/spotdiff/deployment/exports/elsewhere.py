"""Every form once more, in a process where what it does not need is not there."""

import importlib.metadata
import inspect
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from spotdiff.classifier.problem import Array
from spotdiff.deployment.exports import isolated
from spotdiff.deployment.exports.form import took
from spotdiff.deployment.exports.table import Export
from spotdiff.measure import largest_difference
from spotdiff.tables import Table

PATIENCE = 120  # seconds
BOOK = "spotdiff"
# What each framework brings along or is brought along by.
TORCH = ("torch",)
TENSORFLOW = ("tensorflow", "tf_keras", "tf2onnx")
RUNTIMES = ("onnx", "onnxruntime", "ai_edge_litert")
FRAMEWORKS = (*TORCH, *TENSORFLOW, "keras")


class ElsewhereError(RuntimeError):
    """A model could not be used there; the message is what that process said."""


@dataclass(frozen=True)
class Case:
    """A form, and what it does without.

    Attributes:
        file: The form's file.
        library: The distribution that reads it.
        hidden: Top-level modules that cannot be imported where it is read.
        what: What that means, in words.
    """

    file: str
    library: str
    hidden: Sequence[str]
    what: str


# In turn in one process each. What is imported stays: so those that take least of
# their library come first, and what is hidden only ever becomes less.
IN_TORCH = (
    *(
        Case(
            file,
            "torch",
            (BOOK, *TENSORFLOW, "keras", *RUNTIMES),
            "the network's program, TensorFlow, Keras, a compiler",
        )
        for file in ("script.pt", "compiled.pt2", "exported.pt2")
    ),
    Case(
        "model.keras", "keras", (BOOK, *TENSORFLOW), "the network's program, TensorFlow"
    ),
    Case("weights.pt", "torch", TENSORFLOW, "TensorFlow"),
)
IN_TENSORFLOW = (
    Case(
        "served",
        "tensorflow",
        (BOOK, *TORCH, "keras", *RUNTIMES),
        "the network's program, Keras, PyTorch",
    ),
    Case("model.keras", "keras", (BOOK, *TORCH), "the network's program, PyTorch"),
)
IN_NEITHER = tuple(
    Case(file, library, (BOOK, *FRAMEWORKS), "the network's program, both frameworks")
    for file, library in (
        ("model.tflite", "ai-edge-litert"),
        ("from_keras.onnx", "onnxruntime"),
        ("from_torch.onnx", "onnxruntime"),
    )
)
# What was compiled is not to be compiled again where it is read.
NO_COMPILER = {"CXX": "no-compiler"}
PROCESSES: tuple[tuple[Mapping[str, str], tuple[Case, ...]], ...] = (
    ({"KERAS_BACKEND": "torch", **NO_COMPILER}, IN_TORCH),
    ({"KERAS_BACKEND": "tensorflow"}, IN_TENSORFLOW),
    ({}, IN_NEITHER),
)
# Errors only, and no GPU: the models were trained on the processor.
QUIET = {"TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": ""}


@dataclass(frozen=True)
class Outcome:
    """What a form did there.

    Attributes:
        case: What was asked.
        name: The form's name, and where the model was trained.
        imported: Seconds to import the library; None if it was there already.
        loaded: Seconds to load the model, and to answer for one image.
        difference: The largest absolute difference of its scores from those of the
            model that was trained.
    """

    case: Case
    name: str
    imported: float | None
    loaded: float
    difference: float


def tasks(
    cases: Sequence[Case], made: Mapping[str, Export], folder: Path
) -> list[dict[str, Any]]:
    """Write down what a process is to do."""
    found = []
    for number, case in enumerate(cases):
        form = made[case.file].form
        loader = form.alone or form.load
        found.append(
            {
                "source": inspect.getfile(loader),
                "loader": loader.__name__,
                "model": str(folder / case.file),
                "hidden": list(case.hidden),
                "answer": str(folder / f"answer-{number}.npy"),
            }
        )
    return found


def run(
    given: Path, environment: Mapping[str, str] | None = None
) -> list[dict[str, Any]]:
    """Run the program, and return what it answers.

    Args:
        given: Its argument.
        environment: Variables set for it.

    Raises:
        ElsewhereError: It failed, or took too long.
    """
    # -P: the modules that stand beside the program are not for it.
    command = [sys.executable, "-P", isolated.__file__, str(given)]
    try:
        done = subprocess.run(
            command,
            env={**os.environ, **QUIET, **(environment or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ElsewhereError(f"no answer within {PATIENCE} s") from None
    if done.returncode:
        raise ElsewhereError(done.stderr.strip())
    answer: list[dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])
    return answer


def ask(
    made: Mapping[str, Export],
    folder: Path,
    images: Array,
    scores: Mapping[str, Array],
) -> list[Outcome]:
    """Read every form in a process that lacks what it does not need.

    Args:
        made: What `table.export` returned.
        folder: Where the files are.
        images: (n, 28, 28).
        scores: Of the models as they were trained, (n, 10), by framework.

    Raises:
        ElsewhereError: One could not be read, or took along what was hidden.
    """
    np.save(folder / "images.npy", images)
    outcomes = []
    for environment, listed in PROCESSES:
        cases = [case for case in listed if case.file in made]
        given = folder / "tasks.json"
        asked = tasks(cases, made, folder)
        images_at = str(folder / "images.npy")
        given.write_text(json.dumps({"images": images_at, "tasks": asked}))
        for case, task, answer in zip(
            cases, asked, run(given, environment), strict=True
        ):
            form = made[case.file].form
            there = np.load(task["answer"])
            gap = largest_difference(there, scores[form.framework]).absolute
            name = f"{form.name}, from {form.framework}"
            outcomes.append(Outcome(case, name, difference=gap, **answer))
    return outcomes


def table(outcomes: Sequence[Outcome]) -> Table:
    """Say what each did without, and whether it mattered."""
    head = ["Form", "Read by", "In a process without", "Loaded in", "Difference there"]
    rows = [
        (o.name, o.case.library, o.case.what, took(o.loaded), o.difference)
        for o in outcomes
    ]
    return Table(head, rows, digits=2)


def libraries(outcomes: Sequence[Outcome]) -> Table:
    """Say what the libraries take: on the disk, and each time they are imported."""
    head = ["Library", "Version", "MB on disk", "Imported in"]
    first = {o.case.library: o for o in reversed(outcomes) if o.imported is not None}
    rows = [
        (
            name,
            importlib.metadata.version(name),
            round(megabytes(name)),
            took(one.imported or 0),
        )
        for name, one in first.items()
    ]
    return Table(head, rows)


@cache
def megabytes(distribution: str) -> float:
    """Return the size of an installed package, without what it asks for in turn."""
    files = importlib.metadata.files(distribution) or []
    paths = (Path(str(file.locate())) for file in files)
    return sum(path.stat().st_size for path in paths if path.is_file()) / 1e6


def sizes(runtimes: Sequence[str], frameworks: Sequence[str]) -> tuple[float, float]:
    """Return the megabytes of the larger runtime, and of the smaller framework."""
    return max(map(megabytes, runtimes)), min(map(megabytes, frameworks))
