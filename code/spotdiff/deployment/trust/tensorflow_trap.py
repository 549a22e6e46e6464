"""A SavedModel that adds one, and writes a file wherever it is told to."""

from pathlib import Path
from typing import Any

import tensorflow as tf

from spotdiff.deployment.exports.quiet import without_reports

SAID = "the model wrote this"


def set_trap(path: Path, victim: Path) -> None:
    """Write the model.

    Args:
        path: Where it goes.
        victim: The file it will write when it is called.
    """

    def serve(x: Any) -> Any:
        """Add one, and write a file."""
        tf.io.write_file(str(victim), SAID)
        return x + 1

    module = tf.Module()
    module.serve = tf.function(serve, input_signature=[tf.TensorSpec(None)])
    with without_reports():
        tf.saved_model.save(module, path)


def use(path: Path, victim: Path) -> str:
    """Load it, call it once, and return what came of it."""
    model = tf.saved_model.load(path)
    model.serve(1.0)
    return "the model wrote a file" if victim.exists() else "nothing"
