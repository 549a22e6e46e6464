"""TensorFlow's step, and the tools that are let loose on it."""

import io
import logging
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import tensorflow as tf

from spotdiff.debugging.sessions.problem import INNER, OUTER, X, Y
from spotdiff.debugging.sight.step import OFFICE, TIMES, Told, second_step
from spotdiff.debugging.sight.typist import PYTHONS, at_pdb, places, stops

Step = Callable[[tf.Tensor, tf.Tensor], tf.Tensor]

ASKED = ["p ticket", "p hidden", "hidden = 2 * hidden"]
AT_THE_STOP = ["up", *ASKED, "down", *ASKED, "next", "next", "next"]


# Each is known and no fault here: every tool gets a function of its own, made at
# one place, which TensorFlow takes for one that is traced again and again; it knows
# that pdb goes badly with AutoGraph; the debuggers look for files that never were.
KNOWN = (
    "triggered tf.function retracing",
    "Detected `pdb.set_trace()` in user code",
    "Failed to load partition graphs",
    "Failed to read source code from path",
)


@contextmanager
def without_known_warnings() -> Iterator[None]:
    """Drop the warnings named above from TensorFlow's log; pass on all the rest."""

    def passes(record: logging.LogRecord) -> bool:
        return not any(known in record.getMessage() for known in KNOWN)

    logger = tf.get_logger()
    logger.addFilter(passes)
    try:
        yield
    finally:
        logger.removeFilter(passes)


def always() -> bool:
    """Stop in every step."""
    return True


def written(
    tool: Any = None,
    slope_tool: Any = None,
    stop: str = "",
    when: Callable[[], bool] = lambda: OFFICE.asked,
) -> Step:
    """Write the step with a place for a tool.

    Args:
        tool: Is handed the value in the middle and the ticket, and hands on a value.
        slope_tool: Is handed the value's slope, and hands on a slope.
        stop: Where to call breakpoint(): in the "middle" of the step, or "before" the
            operation that makes the value.
        when: Tells whether to stop.
    """
    inner, outer = tf.Variable(INNER), tf.Variable(OUTER)

    def handed_on(values: tf.Tensor) -> Any:
        return tf.identity(values), slope_tool or tf.identity

    watched = tf.custom_gradient(handed_on)

    def step(x: tf.Tensor, y: tf.Tensor) -> tf.Tensor:
        with tf.GradientTape() as tape:
            ticket = OFFICE.ticket
            before = x @ inner
            if stop == "before" and when():
                breakpoint()
            hidden = tf.nn.relu(before)
            if tool:
                hidden = tool(hidden, ticket)
            if stop == "middle" and when():
                breakpoint()
            hidden = watched(hidden)
            scores = hidden @ outer
            loss = tf.reduce_mean((scores - y) ** 2)
        tape.gradient(loss, [inner])
        return loss

    return step


def taken(step: Step) -> tuple[str, float]:
    """Take the step twice; return what the second printed, and its loss."""
    x, y = tf.constant(X), tf.constant(Y)
    with redirect_stdout(io.StringIO()):
        step(x, y)
    screen = io.StringIO()
    with second_step(), redirect_stdout(screen):
        loss = step(x, y)
    return screen.getvalue(), float(loss)


def pieces(step: Step) -> int:
    """Count the graphs that a step was made into."""
    count = getattr(step, "experimental_get_tracing_count", lambda: 0)
    return int(count())


def tell(value: tf.Tensor, ticket: int) -> tf.Tensor:
    """Print what passes by."""
    print(ticket, value)
    return value


def tell_slope(slope: tf.Tensor) -> tf.Tensor:
    """Print a slope."""
    print(slope)
    return slope


def by_print(in_graph: bool = False) -> Told:
    """Print in the middle and on the way back."""
    step = written(tell, tell_slope)
    run = tf.function(step) if in_graph else step
    text, loss = taken(run)
    return Told(text, loss, pieces=pieces(run))


def by_pdb(
    prepare: Callable[[Step], Step] = lambda step: step,
    kind: Callable[..., Any] = PYTHONS,
) -> Told:
    """Stop in the middle, before the operation, and on the way back.

    Args:
        prepare: What is done to the step, as to one that is made a graph.
        kind: Which debugger opens.
    """

    def stop_at_slope(slope: tf.Tensor) -> tf.Tensor:
        if OFFICE.asked:
            breakpoint()
        return slope

    middle = in_the_middle(prepare, kind)
    with at_pdb(["step", "step"], kind) as into:
        taken(prepare(written(stop="before")))
    with at_pdb(["p slope"], kind) as back:
        taken(prepare(written(slope_tool=stop_at_slope)))
    text = middle.text + back.getvalue()
    return replace(middle, text=text, kernels=places(into.getvalue()))


def in_the_middle(
    prepare: Callable[[Step], Step],
    kind: Callable[..., Any] = PYTHONS,
    when: Callable[[], bool] = lambda: OFFICE.asked,
) -> Told:
    """Stop in the middle only, by default in the second step."""
    run = prepare(written(stop="middle", when=when))
    with at_pdb(AT_THE_STOP, kind) as screen:
        _, loss = taken(run)
    text = screen.getvalue()
    return Told(text, loss, stops(text), pieces=pieces(run))


def without_autograph(step: Step) -> Step:
    """Make a step a graph of the code as it is written."""
    run: Step = tf.function(step, autograph=False)
    return run


@contextmanager
def run_eagerly() -> Iterator[None]:
    """Have every tf.function run as it is written."""
    tf.config.run_functions_eagerly(True)
    try:
        yield
    finally:
        tf.config.run_functions_eagerly(False)


def switched_off(step: Step) -> Step:
    """Make a step a graph, and have it run as it is written all the same."""
    run = graph_of(step)

    def eagerly(x: tf.Tensor, y: tf.Tensor) -> tf.Tensor:
        with run_eagerly():
            return run(x, y)

    return eagerly


def by_tf_print() -> Told:
    """Write tf.print into the graph, in the middle and on the way back."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "printed.txt")
        stream = f"file://{out}"

        def tool(value: tf.Tensor, ticket: int) -> tf.Tensor:
            tf.print(ticket, value, output_stream=stream, summarize=-1)
            return value

        def slope_tool(slope: tf.Tensor) -> tf.Tensor:
            tf.print(slope, output_stream=stream, summarize=-1)
            return slope

        run = tf.function(written(tool, slope_tool))
        _, loss = taken(run)
        text = out.read_text()
    # The file has both steps; what the second wrote is the second half.
    return Told(text[len(text) // 2 :], loss, pieces=pieces(run))


def by_py_function() -> Told:
    """Call Python from within the graph, in the middle and on the way back."""

    def through(value: tf.Tensor, ticket: int | None, times: float) -> tf.Tensor:
        look = partial(stopping, ticket=ticket, times=times)
        return tf.ensure_shape(tf.py_function(look, [value], tf.float32), X.shape)

    def tool(value: tf.Tensor, ticket: int) -> tf.Tensor:
        return through(value, ticket, TIMES)

    def slope_tool(slope: tf.Tensor) -> tf.Tensor:
        return through(slope, None, 1)

    run = tf.function(written(tool, slope_tool))
    with at_pdb(["p ticket", "p value", "next", "next", "next"]) as screen:
        _, loss = taken(run)
    text = screen.getvalue()
    return Told(text, loss, stops(text), pieces=pieces(run))


def stopping(value: tf.Tensor, ticket: int | None, times: float) -> tf.Tensor:
    """Stop in the second step, and multiply the value there."""
    if OFFICE.asked:
        breakpoint()
        value = times * value
    return value


def graph_of(step: Step) -> Step:
    """Make a step a graph, as TensorFlow does unless told otherwise."""
    run: Step = tf.function(step)
    return run
