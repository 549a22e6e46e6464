"""The programs in C++: built, run, and compared with Python."""

import ctypes
import math
import random
import tempfile
import time
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path

import numpy as np
import torch

from spotdiff.classifier.problem import Array
from spotdiff.deployment.exports import keras_forms, torch_forms
from spotdiff.deployment.exports.form import size
from spotdiff.deployment.exports.quiet import without_reports
from spotdiff.deployment.models import Trained
from spotdiff.measure import Timing, largest_difference
from spotdiff.pytorch_1_0.native import ahead, toolchain
from spotdiff.pytorch_1_0.native.toolchain import Program
from spotdiff.tables import Table, duration
from spotdiff.toy_problem import problem as toy

# Scores reach 30, and another order of summation moves the last bits of float32.
TOLERANCE = 2e-4
# A descent in float64, of sums in another order, and powers by another library.
DESCENT_TOLERANCE = 1e-9
DESCENT = {"start": toy.START, "learning_rate": 5e-6, "steps": 300}
ROUNDS, CALLS, WARM_UP = 3, 80, 20

PROGRAMS = (
    Program("tensorflow_descent", "TensorFlow"),
    Program("torch_descent", "PyTorch"),
    Program("torch_script", "PyTorch"),
    Program("torch_compiled", "PyTorch"),
    Program("tensorflow_saved", "TensorFlow"),
)
AHEAD = "tensorflow_compiled"
TITLES = {
    "torch_script": "TorchScript",
    "torch_compiled": "AOTInductor package",
    "tensorflow_saved": "SavedModel",
    "tensorflow_compiled": "XLA, ahead of time",
}


@dataclass(frozen=True)
class Native:
    """The programs, built, with the models that they run.

    Attributes:
        folder: Where all is.
        made: The programs that were built, by source.
        models: The file or folder of each classifier's model, by source.
        programs: Their sources, by name.
        compiling: Seconds that AOTInductor took, once it has.
    """

    folder: Path
    made: dict[str, Path]
    models: dict[str, Path]
    programs: dict[str, Program]
    compiling: float = math.nan

    @cached_property
    def names(self) -> tuple[str, str]:
        """The operations of the SavedModel that take images and give scores."""
        from tensorflow.python.tools import saved_model_utils

        graph = saved_model_utils.get_meta_graph_def(
            str(self.models["tensorflow_saved"]), "serve"
        )
        signature = graph.signature_def["serving_default"]
        (given,), (found,) = signature.inputs.values(), signature.outputs.values()
        return given.name.partition(":")[0], found.name.partition(":")[0]

    def classify(self, source: str, images: Array, calls: int) -> tuple[Array, Array]:
        """Run a classifier.

        Args:
            source: Which.
            images: (n, 28, 28) float32.
            calls: How often it is then asked about the first image alone.

        Returns:
            Scores, (n, 10), and the seconds of each single call, (calls,).
        """
        given, answers = self.folder / "images.bin", self.folder / "answers.bin"
        given.write_bytes(images.astype(np.float32).tobytes())
        names = self.names if source == "tensorflow_saved" else ()
        arguments = (self.models[source], given, answers, calls, *names)
        taken = toolchain.run(self.made[source], arguments)
        scores = np.frombuffer(answers.read_bytes(), np.float32)
        return scores.reshape(-1, 10), np.array(taken)

    def descend(self, source: str, x: Array, y: Array) -> Array:
        """Run a descent on the toy problem; return the exponent before each step."""
        files = [self.folder / "x.bin", self.folder / "y.bin"]
        for file, numbers in zip(files, (x, y), strict=True):
            file.write_bytes(numbers.tobytes())
        return np.array(toolchain.run(self.made[source], [*files, *DESCENT.values()]))


def export(model: Trained, folder: Path) -> dict[str, Path]:
    """Write the models that programs read; return where they are, by source."""
    made = {
        "torch_script": folder / "script.pt",
        "tensorflow_saved": folder / "served",
    }
    torch_forms.save_script(model.torch, made["torch_script"])
    with without_reports():
        keras_forms.save_served(model.keras, made["tensorflow_saved"])
    return made


def start(folder: Path) -> Future[dict[str, Path]] | None:
    """Begin to build the programs that need no model; do nothing without a compiler.

    Args:
        folder: Where they go.
    """
    if toolchain.unavailable():
        return None
    pool = ThreadPoolExecutor(1)
    begun = pool.submit(toolchain.build_all, PROGRAMS, folder)
    pool.shutdown(wait=False)  # its thread ends with its work
    return begun


def build(
    model: Trained, folder: Path, begun: Future[dict[str, Path]] | None
) -> Native | None:
    """Export the models, and build what is not built yet.

    Args:
        model: What the programs run.
        folder: Where everything goes.
        begun: What `start` returned.

    Returns:
        All programs and models but AOTInductor's; nothing, if nothing was begun.
    """
    if begun is None:
        return None
    models = export(model, folder)
    ahead.export(model.keras, folder / "for_one", 1)
    parts = ahead.compiled(folder / "for_one", folder)
    models[AHEAD] = folder / f"{ahead.NAME}_constants.o"
    last = Program(AHEAD, "TensorFlow", parts, folder)
    made = begun.result() | toolchain.build_all([last], folder)
    programs = {program.source: program for program in (*PROGRAMS, last)}
    return Native(folder, made, models, programs)


def compile_ahead(native: Native | None, model: Trained) -> Native | None:
    """Have AOTInductor compile the model, and take its time."""
    if native is None:
        return None
    package = native.folder / "compiled.pt2"
    begun = time.perf_counter()
    # A compiled model has its number of threads compiled in.
    with torch._inductor.config.patch({"cpp.threads": 1}):
        torch_forms.save_compiled(model.torch, package)
    seconds = time.perf_counter() - begun
    models = native.models | {"torch_compiled": package}
    return replace(native, models=models, compiling=seconds)


@dataclass(frozen=True)
class Outcome:
    """What became of one classifier in C++.

    Attributes:
        title: What it runs.
        framework: Whose.
        lines: Of code.
        size: Bytes of the program and of its model.
        start: Seconds from nothing to the first answer, and to the end; median.
        calls: Seconds a single image takes then, a median in each round.
        difference: Of its scores from those of the same model in Python.
        agree: In how many images both see the same digit.
    """

    title: str
    framework: str
    lines: int
    size: int
    start: float
    calls: Timing
    difference: float
    agree: int


def outcomes(
    native: Native | None,
    model: Trained,
    scores: Mapping[str, Array],
    rounds: int = ROUNDS,
) -> dict[str, Outcome]:
    """Run every classifier, in turns, and compare it with Python.

    Args:
        native: The programs.
        model: What they run; its images are scored.
        scores: Those of the models in Python, by framework, (n, 10).
        rounds: How often each is started and timed.

    Returns:
        The outcomes by source; none without programs.
    """
    if native is None:
        return {}
    samples: dict[str, list[float]] = {source: [] for source in TITLES}
    starts: dict[str, list[float]] = {source: [] for source in TITLES}
    order, shuffle = list(TITLES), random.Random(0).shuffle
    for _ in range(rounds):
        shuffle(order)
        for source in order:
            begun = time.perf_counter()
            _, taken = native.classify(source, model.images[:1], CALLS)
            starts[source].append(time.perf_counter() - begun - taken.sum())
            samples[source].append(float(np.median(taken[WARM_UP:])))
    found = {}
    for source, title in TITLES.items():
        program = native.programs[source]
        answers, _ = native.classify(source, model.images, 0)
        wanted = scores[program.framework]
        found[source] = Outcome(
            title,
            program.framework,
            program.lines,
            size(native.made[source]) + size(native.models[source]),
            float(np.median(starts[source])),
            Timing(np.array(samples[source])),
            largest_difference(answers, wanted).absolute,
            int((answers.argmax(1) == wanted.argmax(1)).sum()),
        )
    return found


def table(found: Mapping[str, Outcome]) -> Table:
    """Set the programs under each other."""
    head = ["Runs", "Framework", "Lines", "kB with its model"]
    rows = [
        (
            one.title,
            one.framework,
            one.lines,
            one.size / 1000,
            duration(one.start),
            duration(one.calls.median),
            one.difference,
        )
        for one in found.values()
    ]
    return Table(
        [*head, "Started and answered in", "A call", "Largest difference"], rows, 2
    )


def descents(native: Native | None) -> dict[str, float]:
    """Run both descents; return how far each strays from NumPy's, by framework."""
    if native is None:
        return {}
    x, y = toy.sample(0)
    steps = int(DESCENT["steps"])
    path = toy.descend(x, y, DESCENT["start"], DESCENT["learning_rate"], steps)
    gap = partial(largest_difference, path.phi[:-1])
    return {
        framework: gap(native.descend(source, x, y)).absolute
        for framework, source in (
            ("PyTorch", "torch_descent"),
            ("TensorFlow", "tensorflow_descent"),
        )
    }


def warnings_of_script(model: Trained) -> list[str]:
    """Write the model as TorchScript; return what PyTorch warns of."""
    with tempfile.TemporaryDirectory() as folder:
        return torch_forms.save_script(model.torch, Path(folder, "script.pt"))


def has_client_session() -> bool:
    """Tell whether TensorFlow's library has the class that its guide runs graphs with.

    Its name there is as the compiler writes `ClientSession(const Scope&)`.
    """
    (library, _) = toolchain.LIBRARIES["TensorFlow"]
    constructor = "_ZN10tensorflow13ClientSessionC1ERKNS_5ScopeE"
    return hasattr(ctypes.CDLL(str(library)), constructor)


def header_of_client_session() -> Path:
    """Return where that class is declared."""
    return toolchain.HEADERS["TensorFlow"] / "tensorflow/cc/client/client_session.h"
