"""The step in the style of TensorFlow 1, and the two tools that it had."""

import io
import tempfile
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any, NamedTuple

import tensorflow as tf
from tensorflow.python import debug as tfdbg

from spotdiff.debugging.sessions.problem import INNER, OUTER, X, Y
from spotdiff.debugging.sight.step import OFFICE, Told, second_step
from spotdiff.debugging.sight.typist import at_input, at_pdb, places, stops

v1 = tf.compat.v1


class Drawn(NamedTuple):
    """The step as a graph."""

    x: Any
    y: Any
    hidden: Any
    loss: Any
    slope: Any
    hidden_slope: Any


def draw() -> Drawn:
    """Draw the step into the graph of the moment."""
    x = v1.placeholder(tf.float32, X.shape, name="x")
    y = v1.placeholder(tf.float32, Y.shape, name="y")
    inner = v1.get_variable("inner", initializer=INNER)
    outer = v1.get_variable("outer", initializer=OUTER)
    hidden = tf.nn.relu(x @ inner, name="hidden")
    scores = tf.matmul(hidden, outer, name="scores")
    loss = tf.reduce_mean((scores - y) ** 2, name="loss")
    slopes = v1.gradients(loss, [inner, hidden], name="slopes")
    return Drawn(x, y, hidden, loss, slopes[0], slopes[1])


def taken(wrapped: Callable[[Any], Any], stop: bool = False) -> tuple[str, float]:
    """Take the step twice.

    Args:
        wrapped: What is done to the session.
        stop: Whether to call breakpoint() before the second run.

    Returns:
        What the second wrote, and its loss.
    """
    with tf.Graph().as_default(), v1.Session() as session:
        drawn = draw()
        # By these names the debugger is asked for them.
        hidden, hidden_slope = drawn.hidden, drawn.hidden_slope  # noqa: F841
        session.run(v1.global_variables_initializer())
        session, feed = wrapped(session), {drawn.x: X, drawn.y: Y}
        wanted = [drawn.loss, drawn.slope, hidden_slope]
        with redirect_stdout(io.StringIO()):
            session.run(wanted, feed)
        screen = io.StringIO()
        with second_step(), redirect_stdout(screen):
            ticket = OFFICE.ticket  # noqa: F841
            if stop:
                breakpoint()
            found = session.run(wanted, feed)
        return screen.getvalue(), float(found[0])


def by_pdb() -> Told:
    """Stop before the run, ask the session for values, and change one by a feed."""
    asked = ["p ticket", "p session.run([hidden, hidden_slope], feed)"]
    change = "feed[hidden] = 2 * session.run(hidden, feed)"
    with at_pdb([*asked, change, "next", "next"]) as screen:
        _, loss = taken(lambda session: session, stop=True)
    with at_pdb(["step"]) as into:
        taken(lambda session: session, stop=True)
    told = screen.getvalue()
    return Told(told, loss, stops(told), places(into.getvalue()), pieces=1)


# At its end the first run is left by going on to the end of the second.
ON = ["run", "run"]


def by_tfdbg() -> Told:
    """Browse the second run with tfdbg, and ask it for what it may not have.

    In 2017 it had a stepper, `invoke_stepper`, that went from operation to operation.
    """
    asked = ["pt hidden:0", "pt slopes/scores_grad/MatMul:0", "pt ticket"]
    with tempfile.TemporaryDirectory() as folder:

        def wrapped(session: Any) -> Any:
            return tfdbg.LocalCLIDebugWrapperSession(
                session,
                dump_root=str(Path(folder, "dump")),
                ui_type="readline",
                config_file_path=str(Path(folder, "config")),
            )

        with at_input([*ON, *asked, "invoke_stepper", "run"]):
            text, loss = taken(wrapped)
    return Told(text, loss, pieces=1)
