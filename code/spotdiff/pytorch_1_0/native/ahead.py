"""A SavedModel compiled ahead of time, by what TensorFlow's wheel brings along."""

import platform
from pathlib import Path
from typing import Any

import keras
from tensorflow.python.tools import saved_model_aot_compile, saved_model_utils

from spotdiff.deployment.exports.quiet import without_reports
from spotdiff.graphs.exporting import unlogged
from spotdiff.pytorch_1_0.native.toolchain import TENSORFLOW

NAME = "network"
# The runtime of compiled graphs comes as source: of it this program needs one file.
RUNTIME = (
    TENSORFLOW
    / "xla_aot_runtime_src/tensorflow/compiler/tf2xla/xla_compiled_cpu_function.cc"
)


def export(model: Any, folder: Path, images: int | None) -> None:
    """Write a SavedModel for so many images, or for any number."""
    given = keras.InputSpec(shape=(images, 28, 28), dtype="float32", name="pixels")
    with without_reports():
        model.export(folder, verbose=False, input_signature=[given])


def compiled(saved: Path, folder: Path) -> tuple[Path, ...]:
    """Compile a SavedModel to object files, and a header `network.h`.

    As `saved_model_cli aot_compile_cpu` does; in this process, to spare another
    start of TensorFlow.

    Args:
        saved: The SavedModel.
        folder: Where the header and the objects go.

    Returns:
        What has to be compiled and linked with a program that uses it.

    Raises:
        ValueError: The SavedModel leaves the number of images open.
    """
    graph = saved_model_utils.get_meta_graph_def(str(saved), "serve")
    # It warns of its own use of its own old functions.
    with unlogged():
        saved_model_aot_compile.aot_compile_cpu_meta_graph_def(
            checkpoint_path=str(saved / "variables" / "variables"),
            meta_graph_def=graph,
            output_prefix=str(folder / NAME),
            signature_def_key="serving_default",
            cpp_class="Network",
            target_triple=f"{platform.machine()}-pc-linux",
            target_cpu="",
            variables_to_feed=(),
            multithreading=False,
        )
    objects = [folder / f"{NAME}{part}.o" for part in ("", "_constants", "_metadata")]
    return (RUNTIME, *objects)
