"""Loads models where some modules cannot be imported: a program, run by `elsewhere`.

Its argument names a file of JSON, {"images": FILE, "tasks": [TASK, ...]}, where a task
has
    source: a file of Python that defines the loader,
    loader: its name,
    model: the path it is given,
    hidden: top-level modules that must not be there,
    answer: the file for the scores.
It answers with a list of JSON, for every task:
    imported: seconds that its source took, or null if it was loaded before,
    loaded: seconds to load the model, and to answer for one image.
"""

import importlib.util
import json
import os
import sys
import time
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np


class Without:
    """A finder of modules that does not see some.

    Args:
        finder: One that sees them.
        hidden: Their names; the set may change.
    """

    def __init__(self, finder: Any, hidden: set[str]) -> None:
        """Stand in front of a finder."""
        self.finder = finder
        self.hidden = hidden

    def __getattr__(self, name: str) -> Any:
        """Do all else as the finder does."""
        return getattr(self.finder, name)

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        """Find a module that is not hidden."""
        if name.partition(".")[0] in self.hidden:
            return None
        return self.finder.find_spec(name, path, target)


def load_source(source: str) -> ModuleType:
    """Run a file as a module."""
    spec = importlib.util.spec_from_file_location(Path(source).stem, source)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run(tasks: list[dict[str, Any]], images: Any) -> list[dict[str, float | None]]:
    """Do every task, and return how long it took."""
    hidden: set[str] = set()
    sys.meta_path[:] = [Without(finder, hidden) for finder in sys.meta_path]
    sources: dict[str, ModuleType] = {}
    answers: list[dict[str, float | None]] = []
    for task in tasks:
        hidden.clear()
        hidden.update(task["hidden"])
        source, imported = task["source"], None
        if source not in sources:
            begun = time.perf_counter()
            sources[source] = load_source(source)
            imported = time.perf_counter() - begun
        begun = time.perf_counter()
        predict = getattr(sources[source], task["loader"])(Path(task["model"]))
        predict(images[:1])
        answers.append({"imported": imported, "loaded": time.perf_counter() - begun})
        np.save(task["answer"], predict(images))
        if there := hidden & sys.modules.keys():
            sys.exit(f"{task['model']} was read with {', '.join(sorted(there))}")
    return answers


def main() -> None:
    """Read the tasks, do them, and print the answers."""
    given = json.loads(Path(sys.argv[1]).read_text())
    # What a library prints is not an answer: that is the last line.
    print(json.dumps(run(given["tasks"], np.load(given["images"]))), flush=True)


if __name__ == "__main__":
    main()
    os._exit(0)  # to take down what was imported takes a second
