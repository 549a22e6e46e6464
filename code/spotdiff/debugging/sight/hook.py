"""What Python itself tells debuggers of the step: the lines that a hook is shown."""

import sys
from collections.abc import Callable, Mapping
from types import FrameType
from typing import Any

from spotdiff.debugging.sight import in_tensorflow, in_torch
from spotdiff.debugging.sight.step import OFFICE
from spotdiff.tables import Table

Hook = Callable[[FrameType, str, Any], Any]

# The names of the step's variables, by which its lines are known again.
NAMES = ("ticket", "before", "hidden", "scores", "loss")


class Watcher:
    """A debugger that only notes where it could have stopped in the second step."""

    def __init__(self, module: str) -> None:
        """Watch the step of one module, by its file."""
        self._file, self.names = module, list[str]()
        self._known: set[str] = set()

    def __call__(self, frame: FrameType, event: str, arg: object) -> Hook:
        """Note which variables the step has won since the last line."""
        step = frame.f_code.co_filename == self._file and frame.f_code.co_name == "step"
        if OFFICE.asked and step and event in ("line", "return"):
            new = [n for n in NAMES if n in frame.f_locals and n not in self._known]
            self._known.update(new)
            self.names.extend(new)
        return self


def watched(take: Callable[[], Any], file: str) -> str:
    """Take the step twice under a hook; return what it saw come into being."""
    watcher, before = Watcher(file), sys.gettrace()
    sys.settrace(watcher)
    try:
        take()
    finally:
        sys.settrace(before)
    return ", ".join(watcher.names)


def lines() -> dict[str, str]:
    """Return what a hook sees of the second step, for each way it runs."""
    torch_file, tensorflow_file = in_torch.__file__, in_tensorflow.__file__
    torch_step, tensorflow_step = in_torch.written, in_tensorflow.written
    compiled = in_torch.graph_of(torch_step())
    in_graph = in_tensorflow.graph_of(tensorflow_step())
    with in_tensorflow.without_known_warnings():
        return {
            "PyTorch, as written": watched(
                lambda: in_torch.taken(torch_step()), torch_file
            ),
            "TensorFlow, as written": watched(
                lambda: in_tensorflow.taken(tensorflow_step()), tensorflow_file
            ),
            "PyTorch, compiled": watched(lambda: in_torch.taken(compiled), torch_file),
            "TensorFlow, in a tf.function": watched(
                lambda: in_tensorflow.taken(in_graph), tensorflow_file
            ),
        }


def table(seen: Mapping[str, str]) -> Table:
    """Set what `lines` returns as a table."""
    rows = [(how, names or None) for how, names in seen.items()]
    return Table(["The second step", "Variables that a hook saw made"], rows)
