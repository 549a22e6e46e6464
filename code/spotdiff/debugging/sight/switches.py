"""What to type so that pdb sees values again, each tried on a compiled step."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from unittest.mock import patch

import keras
import tensorflow as tf
import torch

from spotdiff.debugging.sessions.problem import INNER, OUTER, X, Y
from spotdiff.debugging.sight import in_tensorflow, in_torch
from spotdiff.debugging.sight.step import FIRST, OFFICE, Told, judge, second_step
from spotdiff.debugging.sight.typist import at_pdb
from spotdiff.tables import Table


@dataclass(frozen=True)
class Switch:
    """Something to type.

    Attributes:
        framework: "PyTorch" or "TensorFlow".
        typed: What is typed, in Markdown.
        reach: What it holds for.
        tried: Stops in a compiled step after it was typed.
    """

    framework: str
    typed: str
    reach: str
    tried: Callable[[], Told]


def left_alone(step: in_torch.Step) -> in_torch.Step:
    """Have the compiler leave the step alone, and compile what calls it.

    (Compiling it itself would be the later word, and overrule the earlier.)
    """
    disabled: in_torch.Step = torch.compiler.disable(step)

    def calling(x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        return disabled(x, y)

    return in_torch.graph_of(calling)


def for_backend_eager(step: in_torch.Step) -> in_torch.Step:
    """Compile a step for the backend that runs its graph as it is."""
    torch.compiler.reset()
    run: in_torch.Step = torch.compile(step, backend="eager")
    return run


def by_dynamo_disable() -> Told:
    """Set the variable that torch.compile looks for whenever it is called."""
    with patch.dict(os.environ, TORCHDYNAMO_DISABLE="1"):
        return in_torch.in_the_middle(in_torch.graph_of)


class Stopping(keras.Model):  # type: ignore[misc]
    """A network that stops in the second step."""

    def __init__(self) -> None:
        """Take the weights."""
        super().__init__()
        self.inner, self.outer = keras.Variable(INNER), keras.Variable(OUTER)

    def call(self, x: tf.Tensor) -> tf.Tensor:
        """Score some rows."""
        ticket = OFFICE.ticket
        hidden = tf.nn.relu(x @ self.inner)
        if OFFICE.asked:
            breakpoint()
        # Of no weight, but the debugger shall find it here.
        return hidden @ self.outer + 0 * (ticket - FIRST)


def by_fit(run_eagerly: bool) -> Told:
    """Train for one step with fit, and stop in the second."""
    model = Stopping()
    # Without a rate nothing is learnt: the second step is like the first.
    model.compile(keras.optimizers.SGD(0.0), loss="mse", run_eagerly=run_eagerly)
    model.fit(X, Y, batch_size=len(X), verbose=0)
    with at_pdb(["p ticket", "p hidden"]) as screen, second_step():
        history = model.fit(X, Y, batch_size=len(X), verbose=0)
    return Told(screen.getvalue(), history.history["loss"][0])


SWITCHES = (
    Switch(
        "PyTorch",
        '`torch.compiler.set_stance("force_eager")`',
        "everything, until it is set back",
        lambda: in_torch.in_the_middle(in_torch.switched_off),
    ),
    Switch(
        "PyTorch",
        "`@torch.compiler.disable`",
        "one function, called by compiled ones",
        lambda: in_torch.in_the_middle(left_alone),
    ),
    Switch(
        "PyTorch",
        "`TORCHDYNAMO_DISABLE=1`",
        "the whole program",
        by_dynamo_disable,
    ),
    Switch(
        "PyTorch",
        '`torch.compile(…, backend="eager")`',
        "one function",
        lambda: in_torch.in_the_middle(for_backend_eager),
    ),
    Switch(
        "TensorFlow",
        "`tf.config.run_functions_eagerly(True)`",
        "everything, until it is set back",
        lambda: in_tensorflow.in_the_middle(in_tensorflow.switched_off),
    ),
    Switch(
        "TensorFlow",
        "`model.compile(…, run_eagerly=True)`",
        "one Keras model",
        lambda: by_fit(run_eagerly=True),
    ),
    Switch(
        "TensorFlow",
        "`tf.function(…, autograph=False)`",
        "one function",
        lambda: in_tensorflow.in_the_middle(in_tensorflow.without_autograph),
    ),
)


def sees_values(switch: Switch) -> bool:
    """Tell whether pdb sees the value in the middle of the second step."""
    with in_tensorflow.without_known_warnings():
        return judge(switch.tried()).middle


def tried() -> dict[str, bool]:
    """Try every switch; return by what is typed whether pdb sees values."""
    return {one.typed: sees_values(one) for one in SWITCHES}


def table(seen: Mapping[str, bool]) -> Table:
    """Set what `tried` returns as a table."""
    rows = [
        (one.framework, one.typed, one.reach, "yes" if seen[one.typed] else "no")
        for one in SWITCHES
    ]
    return Table(["Framework", "Typed", "Holds for", "pdb sees values"], rows)
