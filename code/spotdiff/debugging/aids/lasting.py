"""TensorFlow's aids that leave something behind: run in a process that then ends.

What is traced while numbers are checked keeps its checks. What is traced while
TensorFlow dumps should not be called once it has stopped: version 2.21 crashes if it
was told to dump without a buffer.
"""

import io
import logging
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Any

import tensorflow as tf
from tensorflow.python import debug

from spotdiff.debugging.aids import (
    in_tensorflow,
    problem,
    tensorflow1_side,
    tensorflow_side,
)
from spotdiff.debugging.aids.in_tensorflow import Pairs, given
from spotdiff.measure import Timing, synchronize_tensorflow, time_together

CHECKS, DUMP = "enable_check_numerics", "dump, {}"
DUMPING, COMMAND_LINE = "dumping session", "tfdbg, run -f has_inf_or_nan"
MODES = ("NO_TENSOR", "FULL_HEALTH")
TYPED = "run -f has_inf_or_nan\n"
Step = Callable[..., Any]
Steps = dict[str, Callable[[], Any]]


def be_quiet() -> None:
    """Let the debuggers' two remarks pass unsaid.

    tfdbg remarks that it reads the graph from the client, not from disk; the dump,
    that it has no source of what a timer compiles. Both go on all the same.
    """
    logging.getLogger("tensorflow").setLevel(logging.ERROR)


def pairs(repeats: int) -> Pairs:
    """Time steps with every aid, and without; call it in a process of its own.

    Args:
        repeats: Samples of each.

    Returns:
        Both timings, by framework, way to run, and aid: those of `in_tensorflow`,
        as long as nothing is spoilt, and then those of this module.
    """
    found: Pairs = in_tensorflow.pairs(repeats)
    be_quiet()
    with session_steps() as steps:
        timings = time_together(steps, repeats)  # A session waits by itself.
        for aid in (DUMPING, COMMAND_LINE):
            found["TensorFlow 1", "session", aid] = timings[aid], timings[""]
    for way, wrap in (("eager", plainly), ("function", tf.function)):
        timings = time_together(checked_steps(wrap), repeats, synchronize_tensorflow)
        found["TensorFlow", way, CHECKS] = timings[CHECKS], timings[""]
    return found | dumped(repeats)


@contextmanager
def session_steps() -> Iterator[Steps]:
    """Yield steps of a session, by the debugger around it."""
    images, labels = problem.digits()
    with (
        tf.Graph().as_default(),
        tf.compat.v1.Session() as session,
        tempfile.TemporaryDirectory() as folder,
    ):
        plan = tensorflow1_side.plan(problem.weights())
        session.run(tf.compat.v1.global_variables_initializer())

        def step(session: Any) -> Callable[[], Any]:
            return lambda: tensorflow1_side.run(session, plan, images, labels)

        yield {
            "": step(session),
            DUMPING: step(debug.DumpingDebugWrapperSession(session, folder)),
            COMMAND_LINE: at_command_line(session, step),
        }


def at_command_line(session: Any, step: Callable[[Any], Any]) -> Callable[[], Any]:
    """Start tfdbg, and tell it to run on until a number is not finite."""
    wrapped = debug.LocalCLIDebugWrapperSession(session, ui_type="readline")
    wrapped.add_tensor_filter("has_inf_or_nan", debug.has_inf_or_nan)
    run: Callable[[], Any] = step(wrapped)
    typed(TYPED, run)
    return run


def typed(text: str, run: Callable[[], Any]) -> str:
    """Answer a debugger's prompts with text, and return what it prints."""
    keyboard, sys.stdin = sys.stdin, io.StringIO(text)
    try:
        with redirect_stdout(io.StringIO()) as printed:
            run()
    finally:
        sys.stdin = keyboard
    return printed.getvalue()


def plainly(function: Step) -> Step:
    """Leave a function as it is."""
    return function


def checked_steps(wrap: Callable[[Step], Any]) -> Steps:
    """Return a plain step, and one that was traced while numbers were checked."""
    seen = given()

    def fresh() -> Step:
        # tf.function keeps traces by function: this is another one every time.
        step: Step = wrap(lambda *given: tensorflow_side.step(*given))
        return step

    plain, checking = fresh(), fresh()

    def checked() -> Any:
        # Switching costs microseconds.
        tf.debugging.enable_check_numerics()
        try:
            return checking(*seen)
        finally:
            tf.debugging.disable_check_numerics()

    return {"": lambda: plain(*seen), CHECKS: checked}


def steps_to_dump() -> Steps:
    """Return a step as it is and one to be traced, by the way they run."""
    seen, compiled = given(), tf.function(lambda *given: tensorflow_side.step(*given))
    return {
        "eager": lambda: tensorflow_side.step(*seen),
        "function": lambda: compiled(*seen),
    }


def dumped(repeats: int) -> Pairs:
    """Weigh the dump of Debugger V2, in two of its modes.

    It cannot be switched on and off between two samples. So plain steps are timed
    before and after, and their mean is what each sample is compared with.
    """
    found: Pairs = {}
    plain = steps_to_dump()
    before = time_together(plain, repeats, synchronize_tensorflow)
    for mode in MODES:
        with dumping(mode):
            during = time_together(steps_to_dump(), repeats, synchronize_tensorflow)
        after = time_together(plain, repeats, synchronize_tensorflow)
        for way, timing in during.items():
            around = Timing((before[way].samples + after[way].samples) / 2)
            found["TensorFlow", way, DUMP.format(mode)] = timing, around
        before = after
    return found


@contextmanager
def dumping(mode: str) -> Iterator[Path]:
    """Dump what TensorFlow does, for a while; yields where."""
    experimental = tf.debugging.experimental
    with tempfile.TemporaryDirectory() as folder:
        writer = experimental.enable_dump_debug_info(folder, tensor_debug_mode=mode)
        try:
            yield Path(folder)
            writer.FlushNonExecutionFiles()
            writer.FlushExecutionFiles()
        finally:
            experimental.disable_dump_debug_info()
