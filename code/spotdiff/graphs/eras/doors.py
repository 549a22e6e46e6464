"""Ways into a graph of TensorFlow 1, and out of it: which of them need what.

Every way carries the same numbers, and what is asked for is the sum of their squares.
"""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from spotdiff.tables import Table

tf1 = tf.compat.v1
Array = NDArray[np.float64]
IN, OUT = "in", "out"


@dataclass(frozen=True)
class Passage:
    """What one way needed.

    Attributes:
        value: The sum of squares that arrived.
        placeholders: In the graph.
        runs: Calls of `Session.run`.
    """

    value: float
    placeholders: int
    runs: int


class Counted(tf1.Session):  # type: ignore[misc, name-defined]
    """A session that counts how often it is run."""

    runs = 0

    def run(self, *args: Any, **kwargs: Any) -> Any:
        """Run, and count."""
        self.runs += 1
        return super().run(*args, **kwargs)


def placeholder(session: Any, numbers: Array) -> float:
    """Feed a placeholder."""
    x = tf1.placeholder(tf.float64, numbers.shape)
    return float(session.run(tf.reduce_sum(x**2), {x: numbers}))


def constant(session: Any, numbers: Array) -> float:
    """Write the numbers into the graph."""
    return float(session.run(tf.reduce_sum(tf.constant(numbers) ** 2)))


def fed_tensor(session: Any, numbers: Array) -> float:
    """Feed a tensor that is none."""
    x = tf.zeros(numbers.shape, tf.float64)
    return float(session.run(tf.reduce_sum(x**2), {x: numbers}))


def python_function(session: Any, numbers: Array) -> float:
    """Let the graph call a function of ours."""
    x = tf.numpy_function(lambda: numbers, [], tf.float64)
    return float(session.run(tf.reduce_sum(x**2)))


def dataset(session: Any, numbers: Array) -> float:
    """Let the graph draw from a generator of ours."""
    number = tf.TensorSpec([], tf.float64)
    drawn = tf1.data.Dataset.from_generator(
        lambda: iter(numbers), output_signature=number
    )
    batch = tf1.data.make_one_shot_iterator(drawn.batch(len(numbers))).get_next()
    return float(session.run(tf.reduce_sum(batch**2)))


def file(session: Any, numbers: Array) -> float:
    """Let the graph read a file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "numbers")
        path.write_bytes(numbers.tobytes())
        x = tf.io.decode_raw(tf.io.read_file(str(path)), tf.float64)
        return float(session.run(tf.reduce_sum(x**2)))


def fetched(session: Any, numbers: Array) -> float:
    """Fetch the result."""
    return constant(session, numbers)


def told_function(session: Any, numbers: Array) -> float:
    """Let the graph hand the result to a function of ours."""
    told: list[float] = []
    total = tf.reduce_sum(tf.constant(numbers) ** 2)
    session.run(tf.numpy_function(lambda x: told.append(float(x)), [total], []))
    return told[0]


def written(session: Any, numbers: Array) -> float:
    """Let the graph write a file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "total")
        total = tf.reduce_sum(tf.constant(numbers) ** 2)
        session.run(tf.io.write_file(str(path), tf.strings.as_string(total, 17)))
        return float(path.read_text())


WAYS: tuple[tuple[str, Callable[[Any, Array], float]], ...] = (
    (IN, placeholder),
    (IN, constant),
    (IN, fed_tensor),
    (IN, python_function),
    (IN, dataset),
    (IN, file),
    (OUT, fetched),
    (OUT, told_function),
    (OUT, written),
)


def passage(way: Callable[[Any, Array], float], numbers: Array) -> Passage:
    """Take one way, in a graph and a session of its own."""
    with tf.Graph().as_default() as graph, Counted() as session:
        value = way(session, numbers)
        kinds = [operation.type for operation in graph.get_operations()]
        return Passage(value, kinds.count("Placeholder"), session.runs)


def says(way: Callable[..., Any]) -> str:
    """Return what a way does, as its docstring has it."""
    return (way.__doc__ or "").split(".")[0]


def table(numbers: Array) -> Table:
    """Take every way, and set under each other what it needed."""
    rows = []
    for direction, way in WAYS:
        found = passage(way, numbers)
        right = np.isclose(found.value, np.sum(numbers**2), rtol=1e-12)
        counted = found.placeholders, found.runs
        rows.append((direction, says(way), "yes" if right else "no", *counted))
    head = ["Way", "What one does", "Right", "Placeholders", "Runs of the session"]
    return Table(head, rows)
