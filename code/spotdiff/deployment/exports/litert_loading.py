"""How LiteRT reads a model; nothing of this book and no framework is needed."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ai_edge_litert.interpreter import Interpreter

# LiteRT says it on standard error whenever it is loaded, and takes no for no answer.
NOTICE = b"INFO: Created TensorFlow Lite XNNPACK delegate for CPU."


@contextmanager
def without_notice() -> Iterator[None]:
    """Drop that notice from standard error, and pass on all the rest."""
    stream = os.dup(2)
    with tempfile.TemporaryFile() as log:
        os.dup2(log.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(stream, 2)
            os.close(stream)
            log.seek(0)
            for line in log:
                if NOTICE not in line:
                    os.write(2, line)


def load_litert(path: Path) -> Callable[[Any], Any]:
    """Load it into that runtime."""
    with without_notice():
        runner = Interpreter(str(path))
    (given,), (found,) = runner.get_input_details(), runner.get_output_details()

    def predict(pixels: Any) -> Any:
        runner.resize_tensor_input(given["index"], pixels.shape)
        with without_notice():
            runner.allocate_tensors()
        runner.set_tensor(given["index"], pixels)
        runner.invoke()
        return runner.get_tensor(found["index"])

    return predict
