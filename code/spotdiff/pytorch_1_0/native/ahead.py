"""A SavedModel compiled ahead of time, by what TensorFlow's wheel brings along."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import keras

from spotdiff.pytorch_1_0.native.toolchain import PATIENCE, TENSORFLOW, BuildError

NAME = "network"
# The runtime of compiled graphs comes as source: of it this program needs one file.
RUNTIME = (
    TENSORFLOW
    / "xla_aot_runtime_src/tensorflow/compiler/tf2xla/xla_compiled_cpu_function.cc"
)
# The command, but for its warnings, and in this Python.
CLI = "from tensorflow.python.tools.saved_model_cli import main; main()"


def export(model: Any, folder: Path, images: int | None) -> None:
    """Write a SavedModel for so many images, or for any number."""
    given = keras.InputSpec(shape=(images, 28, 28), dtype="float32", name="pixels")
    model.export(folder, verbose=False, input_signature=[given])


def compiled(saved: Path, folder: Path) -> tuple[Path, ...]:
    """Compile a SavedModel to object files, and a header `network.h`.

    Args:
        saved: The SavedModel.
        folder: Where the header and the objects go.

    Returns:
        What has to be compiled and linked with a program that uses it.

    Raises:
        BuildError: The compiler refused it.
    """
    prefix = folder / NAME
    arguments = ["--dir", saved, "--tag_set", "serve"]
    done = subprocess.run(
        [sys.executable, "-c", CLI, "aot_compile_cpu", *map(str, arguments)]
        + ["--output_prefix", str(prefix), "--cpp_class", "Network"],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    if done.returncode:
        raise BuildError(done.stderr.strip().splitlines()[-1])
    objects = [folder / f"{NAME}{part}.o" for part in ("", "_constants", "_metadata")]
    return (RUNTIME, *objects)
