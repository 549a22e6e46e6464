"""A program run at a terminal of its own, with somebody typing at its prompt.

The terminal is a pseudo-terminal, so that debuggers behave as they do for a
person: they prompt, echo, and read a line at a time.
"""

import os
import re
import signal
import site
import subprocess
import sys
import tempfile
import termios
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import ModuleType

import pexpect
from pexpect.fdpexpect import fdspawn

from spotdiff.runtime import IMPORT_NOTICES
from spotdiff.transcripts import Exchange, Transcript

PDB = r"\(Pdb\) "
TFDBG = r"tfdbg> "
ROWS, COLUMNS = 60, 88

# No colours, no cursor movements, no paging: what is left is text.
PLAIN = {
    "COLUMNS": str(COLUMNS),
    "NO_COLOR": "1",
    "PYTHON_COLORS": "0",
    "PYTHONUNBUFFERED": "1",
    "TERM": "dumb",
    "TF_CPP_MIN_LOG_LEVEL": "3",
}


class SessionError(RuntimeError):
    """The session did not go as its script says; the message shows how far it got."""


def session(
    program: ModuleType,
    typed: Sequence[str],
    prompt: str = PDB,
    *,
    arguments: Sequence[str] = (),
    environment: Mapping[str, str] | None = None,
    seconds: float = 120,
) -> Transcript:
    """Run a program at a terminal and type at its prompt.

    Args:
        program: A module that does its work when run with `python -m`.
        typed: The lines to type, one at each prompt; with the last of them the
            program must come to its end.
        prompt: A regular expression that matches the prompt, and nothing else
            that the program writes.
        arguments: Those of the program.
        environment: Variables for the program, on top of our own.
        seconds: How long to wait for each answer.

    Returns:
        What was typed and answered, tidied by `tidy`.

    Raises:
        SessionError: The program ended before all was typed, did not end with
            the last line, or kept silent for too long.
    """
    command = ["-m", program.__name__, *arguments]
    given = {**os.environ, **PLAIN, "PYTHONPATH": search_path(), **(environment or {})}
    exchanges: list[Exchange] = []
    before, line = "$ ", " ".join(["python", *command])
    with at_terminal([sys.executable, *command], given) as (screen, process):
        reader = fdspawn(screen, encoding="utf-8", timeout=seconds)
        reader.delaybeforesend = None  # a wait for programs that ask for passwords
        for waiting in [*typed, None]:
            came = reader.expect([prompt, pexpect.EOF, pexpect.TIMEOUT])
            answer = tidy(without_echo(reader.before or "", line))
            exchanges.append(Exchange(before, line, answer))
            wanted = 1 if waiting is None else 0
            if came != wanted:
                raise SessionError(explain(came, waiting, exchanges))
            if waiting is not None:
                before, line = str(reader.after), waiting
                reader.sendline(waiting)
        try:
            status = process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise SessionError(explain(2, None, exchanges)) from None
    return Transcript(tuple(exchanges), status)


# A new process must make the terminal its own before the program starts, so that
# it is hung up on when we are gone. It is not done between fork and exec, where a
# process with as many threads as ours must not run Python.
ATTACH = "import os, sys; os.login_tty(0); os.execv(sys.argv[1], sys.argv[1:])"


@contextmanager
def at_terminal(
    command: Sequence[str], environment: Mapping[str, str]
) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """Run a command at a terminal of its own, and end it and its children after.

    Yields:
        The file descriptor of our end of the terminal, and the process.
    """
    ours, theirs = os.openpty()
    termios.tcsetwinsize(theirs, (ROWS, COLUMNS))
    try:
        process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", ATTACH, *command],
            env=dict(environment),
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
        )
    except BaseException:
        os.close(ours)
        raise
    finally:
        os.close(theirs)
    try:
        yield ours, process
    finally:
        # Once waited for, its number may be another's.
        if process.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.kill()
        process.wait()
        os.close(ours)


def explain(came: int, waiting: str | None, exchanges: Sequence[Exchange]) -> str:
    """Say why a session went wrong, and how far it got."""
    problems = {
        (0, True): "the program still asks after the last line: end it",
        (1, False): f"the program ended before {waiting!r} could be typed",
    }
    silent = "the program kept silent for too long"
    problem = problems.get((came, waiting is None), silent)
    return f"{problem}\n{Transcript(tuple(exchanges), 0)}"


def search_path() -> str:
    """Return where the program looks for modules: where we do."""
    return os.pathsep.join(filter(None, sys.path))


def without_echo(text: str, line: str) -> str:
    """Drop the line that the terminal repeats as it is typed."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix(line)
    return lines.strip("\n")


def tidy(text: str) -> str:
    """Make a text the same on every machine.

    Folders that hold packages, our own code or what is temporary are cut off, an
    address in memory becomes 0x… and the name of a generated file loses its random
    part, tabs become blanks, lines lose those at their ends, and the notices that
    TensorFlow writes while it is imported go.
    """
    folders = {*site.getsitepackages(), str(Path(os.__file__).parent)}
    folders |= {str(Path(__file__).parents[2]), tempfile.gettempdir()}
    for folder in sorted(folders, key=len, reverse=True):
        text = text.replace(f"{folder}/", "")
    text = re.sub(r"0x[0-9a-f]{6,}", "0x…", text)
    text = re.sub(r"(__autograph_generated_file)\w+", r"\1…", text)
    notices = [notice.decode() for notice in IMPORT_NOTICES]
    return "\n".join(
        line.expandtabs().rstrip()
        for line in text.split("\n")
        if not any(notice in line for notice in notices)
    )
