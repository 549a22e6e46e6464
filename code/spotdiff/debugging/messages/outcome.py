"""A program run, and all that Python said about it."""

import inspect
import logging
import re
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from spotdiff.debugging.messages.mistakes import MARK, Mistake

RAISES, WARNS, SILENT, WORKS = "raises", "warns", "silent", "works"

# What Python itself keeps from those who do not ask for it.
HIDDEN = (
    DeprecationWarning,
    PendingDeprecationWarning,
    ImportWarning,
    ResourceWarning,
)

Mode = Callable[[Any], Any]
Program = Callable[[Mode], Any]


@dataclass(frozen=True)
class Outcome:
    """What became of a program.

    Attributes:
        kind: RAISES; WARNS, in whatever way, and goes on; SILENT, and what it
            returned is not what was meant; or WORKS: silent, and it is.
        exception: the exception's class, or the warning's; "" if there is none.
        stage: when it spoke: "build", "trace", "run" or "backward"; or "".
        text: everything that was said, as it would stand on the screen, without
            what depends on the machine.
        message: the part of it that is in words: no source lines, no stack.
        names_line: whether the text names file and line of the mistake.
        harmless: whether a result came out that was the one meant.
    """

    kind: str
    exception: str = ""
    stage: str = ""
    text: str = ""
    message: str = ""
    names_line: bool = False
    harmless: bool = False

    @property
    def lines(self) -> int:
        """Count the lines on the screen."""
        return len(self.text.splitlines())


# What depends on the machine, the folder, the process or the moment, and what is
# written instead.
DEPENDING = (
    # Colours of a terminal.
    (r"\x1b\[[0-9;]*m", ""),
    # Installed packages: from the package on.
    (r"[^\s\"'(<]*/site-packages/", ""),
    # AutoGraph's file of the moment.
    (r"[^\s\"'(<]*__autograph_generated_file\w+\.py", "__autograph_generated_file.py"),
    # The programs of this page, whose path PyTorch may have cut short.
    (r"[^\s\"'(<]*?(\w+_programs\.py)", r"\1"),
    # Any other file: its name.
    (r"(?<![\w.:/])/(?:[^\s\"'():,]+/)+([^\s\"'/():,]+\.(?:py|cpp|cc|h))", r"\1"),
    # PyTorch counts the graphs that a process has compiled.
    (r"<eval_with_key>\.\d+", "<eval_with_key>"),
    # Addresses.
    (r"\b0x[0-9a-f]+", "0x…"),
    # TensorFlow counts the functions that it has traced.
    (r"\b__inference_(\w+)_\d+\b", r"__inference_\1"),
    # Keras counts the layers that a process has made.
    (r"\b(dense|conv2d|sequential)_\d+\b", r"\1"),
)


def normalised(text: str) -> str:
    """Return a text without what depends on the machine: see DEPENDING."""
    for pattern, instead in DEPENDING:
        text = re.sub(pattern, instead, text)
    return text


# An entry of a stack, with its indentation.
ENTRY = re.compile(r'^(\s*)File "([^"]+)", line \d+, in ')


def stacks(lines: list[str]) -> Iterator[tuple[bool, list[str]]]:
    """Split lines into stacks and what stands between.

    A stack is a run of entries, each with the deeper lines that follow it.

    Yields:
        Whether it is a stack, and its lines.
    """
    block: list[str] = []
    depth: int | None = None
    for line in lines:
        entry = ENTRY.match(line)
        indent = len(line) - len(line.lstrip())
        below = depth is not None and line.strip() and indent > depth
        goes_on = entry or below or (depth is not None and "[Previous line" in line)
        if bool(goes_on) != (depth is not None) and block:
            yield depth is not None, block
            block = []
        if entry and (depth is None or not below):
            depth = len(entry.group(1))
        elif not goes_on:
            depth = None
        block.append(line)
    if block:
        yield depth is not None, block


def entries(stack: list[str]) -> list[list[str]]:
    """Split a stack into its entries, each with the lines that belong to it."""
    found: list[list[str]] = []
    for line in stack:
        if ENTRY.match(line) or not found:
            found.append([])
        found[-1].append(line)
    return found


def without_the_way_in(text: str, file: str) -> str:
    """Cut from every stack the entries that led to the program.

    Whoever runs the program as a script has none of them; here they are the
    book's own, and the notebook's.

    Args:
        text: normalised.
        file: the name of the program's file.
    """
    kept: list[str] = []
    for is_stack, block in stacks(text.splitlines()):
        if is_stack:
            parts = entries(block)
            own = [i for i, part in enumerate(parts) if f'"{file}"' in part[0]]
            block = list(chain(*parts[own[0] if own else 0 :]))
        kept += block
    return "\n".join(kept)


def in_words(text: str) -> str:
    """Return a text without its stacks."""
    return "\n".join(
        line
        for is_stack, block in stacks(text.splitlines())
        if not is_stack
        for line in block
    )


def marked_line(program: Program) -> int:
    """Return the line of its file on which a program's mistake stands.

    Raises:
        ValueError: no line is marked, or more than one.
    """
    lines, first = inspect.getsourcelines(program)
    marked = [first + i for i, line in enumerate(lines) if MARK in line]
    if len(marked) != 1:
        raise ValueError(f"{program.__qualname__} marks {len(marked)} lines, not one")
    return marked[0]


def names(text: str, file: str, line: int) -> bool:
    """Tell whether a normalised text names a line, in one of the usual ways."""
    name = re.escape(file)
    return bool(re.search(rf'"{name}", line {line}\b|\b{name}:{line}\b', text))


class Listener(logging.Handler):
    """Keeps what is logged, from a warning on: what nobody has to ask for."""

    def __init__(self, said: list[str]) -> None:
        """Write into a list that others write into as well."""
        super().__init__(logging.WARNING)
        self.said = said

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one record, without its time and its process."""
        text = record.getMessage().rstrip()
        self.said.append(f"{record.levelname}:{record.name}: {text}")


@contextmanager
def listening() -> Iterator[list[str]]:
    """Keep warnings and log records, and let none of them through.

    Yields:
        What has been said so far, in its order.
    """
    said: list[str] = []
    loggers = logging.Logger.manager.loggerDict.values()
    speaking = [x for x in loggers if isinstance(x, logging.Logger) and x.handlers]
    before = [(x, x.handlers, x.propagate) for x in [logging.getLogger(), *speaking]]

    def hear(
        message: Warning | str,
        category: type[Warning],
        filename: str,
        lineno: int,
        file: object = None,
        line: str | None = None,
    ) -> None:
        text = warnings.formatwarning(message, category, filename, lineno, line)
        said.append(text.rstrip())

    with warnings.catch_warnings():
        warnings.resetwarnings()
        for category in HIDDEN:
            warnings.simplefilter("ignore", category)
        warnings.showwarning = hear
        for logger, _, _ in before:
            logger.handlers, logger.propagate = [Listener(said)], False
        try:
            yield said
        finally:
            for logger, handlers, propagate in before:
                logger.handlers, logger.propagate = handlers, propagate


def printed(error: Exception) -> str:
    """Return what Python prints of an error that nobody catches."""
    return "".join(traceback.format_exception(error)).rstrip()


SIGNS_OF_A_COMPILER = (
    "torch/_dynamo/convert_frame.py",
    "torch._dynamo.exc.",
    "torch._inductor.exc.",
    "torch._dynamo hit",
    "in user code:",
    "triggered tf.function retracing",
)


def stage_of(text: str, file: str) -> str:
    """Tell from a normalised text when it was that something was said.

    "backward" if the last line of the program that a traceback shows asks for
    slopes. "trace" if a compiler was at work. "build" if the program is one for a
    session, and the session was not running. "run" otherwise.
    """
    if any(sign in text for sign in SIGNS_OF_A_COMPILER):
        return "trace"
    shown = [
        part[1].strip()
        for is_stack, block in stacks(text.splitlines())
        if is_stack
        for part in entries(block)
        if f'"{file}"' in part[0] and len(part) > 1
    ]
    last = shown[-1] if shown else ""
    if ".backward()" in last:
        return "backward"
    builds = file.startswith("tensorflow1") and "session.run(" not in last
    return "build" if builds else "run"


def run(program: Program, mode: Mode, mistake: Mistake) -> Outcome:
    """Run a program, and record what is said.

    Args:
        program: takes a mode, and returns NumPy or what becomes it.
        mode: what is done with the program's step.
        mistake: the mistake it makes.
    """
    file, line = Path(inspect.getfile(program)).name, marked_line(program)
    error, harmless = None, False
    with listening() as said:
        try:
            harmless = mistake.is_right(program(mode))
        except Exception as caught:
            error = caught
    if error:
        said = [*said, printed(error)]
    if not said:
        return Outcome(WORKS if harmless else SILENT, harmless=harmless)
    text = without_the_way_in(normalised("\n".join(said)), file)
    category = re.search(r"\w+Warning(?=:)", text)
    warned = category.group() if category else "log record"
    return Outcome(
        kind=RAISES if error else WARNS,
        exception=type(error).__name__ if error else warned,
        stage=stage_of(text, file),
        text=text,
        message=in_words(text),
        names_line=names(text, file, line),
        harmless=harmless,
    )
