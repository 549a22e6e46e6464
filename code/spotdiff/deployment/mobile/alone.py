"""What each runtime needs beside a file: asked in processes of their own.

Nothing is imported here before a process has noted what it holds without it.
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from spotdiff.own_process import Call
from spotdiff.tables import Table

FRAMEWORKS = ("torch", "tensorflow", "keras")


@dataclass(frozen=True)
class Alone:
    """How a runtime fared by itself.

    Attributes:
        refused: What could not be had, and was asked for: nothing, or the first.
        loaded: Those of the frameworks that were loaded with it.
        megabytes: Memory that it took, with its file, and its answers.
        scores: Its answers, (n, 10), if it gave any.
    """

    refused: str
    loaded: tuple[str, ...]
    megabytes: float
    scores: Any


def answer(side: str, file: str, images: Any, hidden: tuple[str, ...]) -> Alone:
    """Run a file where some packages cannot be imported.

    Args:
        side: "torch_side" or "tensorflow_side".
        file: The file.
        images: What to ask about, (n, 28, 28).
        hidden: What cannot be imported.
    """
    import numpy as np
    import psutil

    # Python's own way to say that there is no such module.
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]
    process = psutil.Process()
    before, scores, refused = process.memory_info().rss, None, ""
    try:
        predict = _load(side, Path(file))
        scores = np.concatenate([predict(image[None]) for image in images])
    except ModuleNotFoundError as error:
        refused = str(error.name)
    taken = (process.memory_info().rss - before) / 1e6
    loaded = tuple(name for name in FRAMEWORKS if sys.modules.get(name))
    return Alone(refused, loaded, taken, scores)


def _load(side: str, path: Path) -> Any:
    from spotdiff.deployment.mobile.notices import without_notices

    with without_notices():
        running = import_module(f"spotdiff.deployment.mobile.running.{side}")
        return running.load(path)


def ask(files: Mapping[str, Path], images: Any) -> dict[str, Alone]:
    """Ask both runtimes at once, each without the frameworks it may do without.

    Args:
        files: By the framework that wrote them.
        images: What to ask about, (n, 28, 28).

    Returns:
        LiteRT without any framework; ExecuTorch from Python without TensorFlow, and
        without any framework.
    """
    executorch = ("torch_side", str(files["PyTorch"]))
    litert = ("tensorflow_side", str(files["TensorFlow"]))
    wishes = {
        "LiteRT": (litert, FRAMEWORKS),
        "ExecuTorch": (executorch, ("tensorflow", "keras")),
        "ExecuTorch without PyTorch": (executorch, FRAMEWORKS),
    }
    calls = {
        name: Call(answer, *what, images, hidden, environment={})
        for name, (what, hidden) in wishes.items()
    }
    return {name: call.result().value for name, call in calls.items()}


def table(found: dict[str, Alone]) -> Table:
    """Set them side by side."""
    head = ["Runtime, from Python", "Loads", "Answers", "Memory, MB"]
    rows = [
        (
            name,
            ", ".join(one.loaded) or "no framework",
            f"no: it asks for `{one.refused}`" if one.refused else "yes",
            None if one.refused else one.megabytes,
        )
        for name, one in found.items()
    ]
    return Table(head, rows, digits=2)
