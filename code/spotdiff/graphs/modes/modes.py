"""Eight ways to run a function of tensors, under one interface: NumPy in and out."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spotdiff import runtime
from spotdiff.graphs.exporting import exported

torch, tf = runtime.import_frameworks()
import keras  # noqa: E402 (it loads TensorFlow, and PyTorch must be first)

tf1 = tf.compat.v1

Array = NDArray[np.float64]
Program = Callable[[Any], Any]
Runner = Callable[[Array], Array]
# It captures what any other backend captures; no probe asks how fast it then runs.
BACKEND = "eager"


@dataclass(frozen=True)
class Mode:
    """A way to run a function of tensors.

    Attributes:
        name: As the page has it.
        framework: Whose.
        build: Makes a function of arrays from one of tensors and an example.
        keep: Writes it to a path and reads it back, by the mode's own means;
            nothing where it has none.
    """

    name: str
    framework: str
    build: Callable[[Program, Array], Runner]
    keep: Callable[[Program, Array, Path], Runner] | None = None


# PyTorch -------------------------------------------------------------------------


def torch_runner(program: Program) -> Runner:
    """Feed arrays to a function of PyTorch's tensors."""
    return lambda array: program(torch.tensor(array)).cpu().numpy()


def torch_compiled(program: Program, example: Array) -> Runner:
    """Compile it."""
    torch._dynamo.reset()
    return torch_runner(torch.compile(program, backend=BACKEND))


def torch_exported(program: Program, example: Array) -> Runner:
    """Export it, and run what was exported."""
    return torch_runner(exported(program, example).module())


def kept_export(program: Program, example: Array, path: Path) -> Runner:
    """Save what was exported, and load it."""
    file = path.with_suffix(".pt2")
    torch.export.save(exported(program, example), file)
    return torch_runner(torch.export.load(file).module())


# TensorFlow ----------------------------------------------------------------------


def tensorflow_runner(program: Program) -> Runner:
    """Feed arrays to a function of TensorFlow's tensors."""
    return lambda array: program(tf.constant(array)).numpy()


def session(program: Program, example: Array) -> Runner:
    """Build a graph; its input has as many axes as the example, of any length."""
    with tf.Graph().as_default():
        given = tf1.placeholder(tf.float64, [None] * example.ndim, name="given")
        result = program(given)
        running = tf1.Session()
    return lambda array: running.run(result, {given: array})


def kept_graph(program: Program, example: Array, path: Path) -> Runner:
    """Write a graph's description, and read it into another graph."""
    with tf.Graph().as_default() as graph:
        given = tf1.placeholder(tf.float64, [None] * example.ndim, name="given")
        tf.identity(program(given), name="result")
    path.write_bytes(graph.as_graph_def().SerializeToString())
    with tf.Graph().as_default():
        read = tf1.GraphDef.FromString(path.read_bytes())
        ends = ["given:0", "result:0"]
        given, result = tf.import_graph_def(read, return_elements=ends)
        running = tf1.Session()
    return lambda array: running.run(result, {given: array})


def traced(jit: bool) -> Callable[[Program, Array], Runner]:
    """Return a mode that makes a tf.function."""
    return lambda program, _: tensorflow_runner(tf.function(program, jit_compile=jit))


def kept_function(jit: bool) -> Callable[[Program, Array, Path], Runner]:
    """Return how a tf.function is saved and loaded."""

    def keep(program: Program, example: Array, path: Path) -> Runner:
        module = tf.Module()
        signature = [tf.TensorSpec([None] * example.ndim, tf.float64)]
        module.run = tf.function(program, signature, jit_compile=jit)
        tf.saved_model.save(module, path)
        return tensorflow_runner(tf.saved_model.load(path).run)

    return keep


def predictor(program: Program) -> Any:
    """Make a model of it, in which it is `call`."""

    class Model(keras.Model):  # type: ignore[misc]
        def call(self, given: Any) -> Any:
            return program(given)

    return Model()


def predicted(program: Program, example: Array) -> Runner:
    """Let a model predict by it."""
    model = predictor(program)
    return lambda array: model.predict_on_batch(array)


def kept_model(program: Program, example: Array, path: Path) -> Runner:
    """Export a model for serving, and load it."""
    model = predictor(program)
    model.predict_on_batch(example)
    signature = [keras.InputSpec("float64", (None,) * example.ndim)]
    model.export(path, input_signature=signature, verbose=False)
    return tensorflow_runner(tf.saved_model.load(path).serve)


MODES = (
    Mode("PyTorch", "PyTorch", lambda program, _: torch_runner(program)),
    Mode("torch.compile", "PyTorch", torch_compiled),
    Mode("torch.export", "PyTorch", torch_exported, kept_export),
    Mode("TensorFlow", "TensorFlow", lambda program, _: tensorflow_runner(program)),
    Mode("tf.function", "TensorFlow", traced(False), kept_function(False)),
    Mode("tf.function, XLA", "TensorFlow", traced(True), kept_function(True)),
    Mode("Keras, predict", "TensorFlow", predicted, kept_model),
    Mode("TensorFlow 1", "TensorFlow 1", session, kept_graph),
)
