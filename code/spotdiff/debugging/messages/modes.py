"""Five modes, and every mistake made in each of them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from types import ModuleType
from typing import Any, NamedTuple

from spotdiff.runtime import import_frameworks

torch, tf = import_frameworks()

from spotdiff.debugging.messages import (  # noqa: E402 (the frameworks come first)
    tensorflow1_programs,
    tensorflow_programs,
    torch_programs,
)
from spotdiff.debugging.messages.mistakes import (  # noqa: E402
    BY_NAME,
    MISTAKES,
    Mistake,
)
from spotdiff.debugging.messages.outcome import Outcome, Program, run  # noqa: E402


class Mode(NamedTuple):
    """A way to run a framework.

    Attributes:
        programs: the module the programs are in.
        wrap: what is done with a program's step.
        own: programs that only this mode has, by the mistake's name.
        own_wrap: what is done with the steps of some programs instead.
    """

    programs: ModuleType
    wrap: Callable[[Any], Any]
    own: Mapping[str, Program] = {}
    own_wrap: Mapping[str, Callable[[Any], Any]] = {}


MODES = {
    "PyTorch": Mode(torch_programs, torch_programs.eagerly),
    "torch.compile": Mode(
        torch_programs,
        torch_programs.compiled,
        # Here it is the last stage that finds out.
        own_wrap={"devices": torch_programs.compiled_to_code},
    ),
    "TensorFlow": Mode(tensorflow_programs, tensorflow_programs.eagerly),
    "tf.function": Mode(
        tensorflow_programs,
        tensorflow_programs.traced,
        {"too_early": tensorflow_programs.too_early_in_a_graph},
    ),
    "TensorFlow 1": Mode(tensorflow1_programs, tensorflow_programs.eagerly),
}


@contextmanager
def on_the_processor() -> Iterator[None]:
    """Keep PyTorch on the processor, and its compiler without a memory."""
    device = torch.get_default_device()
    torch.set_default_device("cpu" if device.type != "cpu" else None)
    torch._dynamo.reset()
    try:
        yield
    finally:
        torch._dynamo.reset()
        torch.set_default_device(device if device.type != "cpu" else None)


def program_of(name: str, mode: str) -> Program | None:
    """Return the program that makes a mistake in a mode, if there is one."""
    way = MODES[mode]
    found: Program | None = way.own.get(name) or getattr(way.programs, name, None)
    return found


@cache
def outcome(name: str, mode: str) -> Outcome | None:
    """Make a mistake in a mode; once, however often it is asked for."""
    program = program_of(name, mode)
    if program is None:
        return None
    wrap = MODES[mode].own_wrap.get(name, MODES[mode].wrap)
    with on_the_processor():
        return run(program, wrap, BY_NAME[name])


def outcomes(
    mistakes: Sequence[Mistake] = MISTAKES,
) -> dict[str, dict[str, Outcome | None]]:
    """Make mistakes in every mode.

    Returns:
        By the mistake's name, then by the mode's.
    """
    return {
        mistake.name: {mode: outcome(mistake.name, mode) for mode in MODES}
        for mistake in mistakes
    }
