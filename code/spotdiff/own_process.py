"""A function run in a Python of its own, for what is decided when a library loads.

TensorFlow reads TF_USE_LEGACY_KERAS, and Keras reads KERAS_BACKEND, once and for
good. Whoever wants another answer needs another process.
"""

import os
import pickle
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

from spotdiff import runtime

MODULE = "spotdiff.own_process"
# Errors only, as on every page; TensorFlow reads it when it loads.
QUIET = {"TF_CPP_MIN_LOG_LEVEL": "3"}
GIVEN, FOUND, SAID = "given.pickle", "found.pickle", "said.txt"


class OwnProcessError(RuntimeError):
    """The function failed there; the message is what that process said."""


@dataclass(frozen=True)
class Outcome:
    """What came back.

    Attributes:
        value: What the function returned.
        warnings: What Python warned of there, each once: the category's name
            and the message.
    """

    value: Any
    warnings: tuple[tuple[str, str], ...]


class Call:
    """A function that runs elsewhere while this process goes on.

    Args:
        function: A module's function; there its module is imported afresh.
        *args: Its arguments; they and the result are pickled, so NumPy.
        environment: Variables set before anything is imported there.
    """

    def __init__(
        self,
        function: Callable[..., Any],
        *args: Any,
        environment: Mapping[str, str],
    ) -> None:
        """Start the process."""
        self._folder = tempfile.TemporaryDirectory()
        self._place = Path(self._folder.name)
        named = (function.__module__, function.__qualname__)
        (self._place / GIVEN).write_bytes(pickle.dumps((named, args)))
        path = os.pathsep.join(filter(None, sys.path))
        with (self._place / SAID).open("wb") as said:
            self._process = subprocess.Popen(
                [sys.executable, "-m", MODULE, str(self._place)],
                env={**os.environ, **QUIET, "PYTHONPATH": path, **environment},
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
            )

    def result(self) -> Outcome:
        """Wait for the function, and return what came back.

        Raises:
            OwnProcessError: The function failed, or its process said anything
                that is neither its result nor a warning of Python's.
        """
        with self._folder:
            code = self._process.wait()
            said = (self._place / SAID).read_text(errors="replace").strip()
            if code or said:
                raise OwnProcessError(said or f"the process ended with {code}")
            outcome: Outcome = pickle.loads((self._place / FOUND).read_bytes())
        return outcome


def serve(place: Path) -> None:
    """Run the function that is named in a folder, and leave its result there."""
    (module, name), args = pickle.loads((place / GIVEN).read_bytes())
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        with runtime.without_import_notices():
            function = getattr(import_module(module), name)
        configure_what_is_loaded()
        value = function(*args)
    told = dict.fromkeys((w.category.__name__, str(w.message)) for w in caught)
    # Named as importers know it: here this module is called __main__.
    outcome = import_module(MODULE).Outcome(value, tuple(told))
    (place / FOUND).write_bytes(pickle.dumps(outcome))


def configure_what_is_loaded() -> None:
    """Bring the frameworks that are loaded here into the state of every page."""
    settings = runtime.from_environment()
    if "torch" in sys.modules:
        runtime.configure_torch(sys.modules["torch"], settings)
    if "tensorflow" in sys.modules:
        runtime.configure_tensorflow(sys.modules["tensorflow"], settings)


def end_at_once() -> NoReturn:
    """End this process, whose work is done: to take down a framework takes a second."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
    end_at_once()
