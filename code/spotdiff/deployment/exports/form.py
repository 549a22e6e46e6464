"""What a form of export is: made, loaded, and asked for scores."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spotdiff.classifier.problem import Array
from spotdiff.tables import duration

Predict = Callable[[Array], Array]
Load = Callable[[Path], Predict]


@dataclass(frozen=True)
class Form:
    """One way to write a trained model down.

    Attributes:
        name: What it is called.
        framework: In which the model was trained.
        file: The name of its file or folder.
        make: Writes a model to a place.
        load: Reads it back; the function it returns takes pixels, (n, 28, 28), to
            scores, (n, 10), for any n, both NumPy.
        needs: What has to be there where it is loaded.
        alone: `load` as it stands in a file that can be run without this book; the
            same function by default.
    """

    name: str
    framework: str
    file: str
    make: Callable[[Any, Path], object]
    load: Load
    needs: str
    alone: Load | None = None


def took(seconds: float) -> str:
    """Write a time that no line of a table may break."""
    return duration(seconds).replace(" ", "\N{NO-BREAK SPACE}")


def size(path: Path) -> int:
    """Return the bytes of a file, or of all files in a folder."""
    files = [path] if path.is_file() else [p for p in path.rglob("*") if p.is_file()]
    return sum(file.stat().st_size for file in files)
