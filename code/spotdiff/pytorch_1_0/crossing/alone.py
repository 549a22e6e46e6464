"""A model asked where neither framework can be imported."""

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

import psutil

from spotdiff.classifier.problem import Array

FRAMEWORKS = ("torch", "tensorflow", "keras")


class Without(MetaPathFinder):
    """Refuses to find the frameworks."""

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,
        target: ModuleType | None = None,
    ) -> ModuleSpec | None:
        """Refuse a framework, and leave everything else to the others."""
        if fullname.partition(".")[0] in FRAMEWORKS:
            raise ModuleNotFoundError(f"{fullname} is not to be had here")
        return None


def scores(files: Sequence[str], images: Array) -> tuple[list[Array], list[str], int]:
    """Ask ONNX Runtime, with the frameworks out of reach.

    Args:
        files: Models.
        images: (n, 28, 28) float32.

    Returns:
        The scores of each model, (n, 10); which frameworks are loaded all the
        same; and the memory that the process takes, in bytes.
    """
    sys.meta_path.insert(0, Without())
    import onnxruntime

    found = []
    for file in files:
        session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
        (given,) = session.get_inputs()
        (answer,) = session.run(None, {given.name: images})
        found.append(answer)
    loaded = [name for name in FRAMEWORKS if name in sys.modules]
    return found, loaded, psutil.Process().memory_info().rss
