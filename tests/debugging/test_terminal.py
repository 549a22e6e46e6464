"""Somebody types at a program's prompt; what can go wrong, and what must not stay."""

import os
import signal
import site
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from spotdiff.debugging import terminal
from spotdiff.debugging.terminal import SessionError, session, tidy
from spotdiff.runtime import IMPORT_NOTICES

# Long for a program that does nothing, short for who waits for a test.
SOON = 20.0

Program = Callable[[str], ModuleType]

STOPS = """
x = [1, 2]
breakpoint()
print("x is", x)
"""
# Tells who it is, and never ends by itself.
STAYS = """
import os, pathlib, time
pathlib.Path({place!r}).write_text(str(os.getpid()))
while True:
    time.sleep(0.05)
"""


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    monkeypatch.syspath_prepend(str(tmp_path))

    def write(source: str) -> ModuleType:
        (tmp_path / "written_here.py").write_text(source)
        return ModuleType("written_here")

    return write


def gone(pid: int) -> bool:
    """Wait for the end of a process that is not a child of ours."""
    until = time.monotonic() + SOON
    while time.monotonic() < until:
        status = Path(f"/proc/{pid}/stat")
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        # Ended, and nobody has asked how: that is gone, too.
        if status.exists() and status.read_text().rsplit(")", 1)[1].split()[0] == "Z":
            return True
        time.sleep(0.02)
    return False


def written(place: Path) -> int:
    """Wait for a program to tell its number."""
    until = time.monotonic() + SOON
    while time.monotonic() < until:
        if place.exists() and (text := place.read_text()):
            return int(text)
        time.sleep(0.02)
    raise AssertionError("the program did not start")


# What a session is ---------------------------------------------------------------


def test_what_is_typed_is_answered_by_the_real_pdb(program: Program) -> None:
    held = session(program(STOPS), ["p x", "x.append(3)", "c"], seconds=SOON)
    assert held.answer_to("p x") == "[1, 2]"
    assert held.answer_to("c") == "x is [1, 2, 3]"
    assert held.typed == ["python -m written_here", "p x", "x.append(3)", "c"]
    assert held.status == 0


def test_the_program_is_at_a_terminal(program: Program) -> None:
    source = "import os, sys\nprint(os.isatty(0), os.isatty(2), os.get_terminal_size())"
    held = session(program(source), [], seconds=SOON)
    size = f"columns={terminal.COLUMNS}, lines={terminal.ROWS}"
    assert f"True True os.terminal_size({size})" in held.exchanges[0].answer


def test_another_prompt_arguments_and_variables_can_be_given(program: Program) -> None:
    source = (
        "import os, sys\n"
        "name = input('who? ')\n"
        "print(name, sys.argv[1:], os.environ['V'])"
    )
    held = session(
        program(source),
        ["me"],
        r"who\? ",
        arguments=["a"],
        environment={"V": "v"},
        seconds=SOON,
    )
    assert held.answer_to("me") == "me ['a'] v"
    assert held.typed[0] == "python -m written_here a"


def test_a_program_that_fails_is_told_by_its_status(program: Program) -> None:
    held = session(program("raise SystemExit(3)"), [], seconds=SOON)
    assert held.status == 3


def test_a_program_that_a_signal_ends_is_told_by_its_status(program: Program) -> None:
    held = session(program("import os; os.kill(os.getpid(), 9)"), [], seconds=SOON)
    assert held.status == -signal.SIGKILL


# What can go wrong ---------------------------------------------------------------


def test_a_program_that_still_asks_is_an_error(program: Program) -> None:
    with pytest.raises(SessionError, match=r"still asks.*\n(.*\n)*\[1, 2\]"):
        session(program(STOPS), ["p x"], seconds=SOON)


def test_a_program_that_ends_early_is_an_error(program: Program) -> None:
    with pytest.raises(SessionError, match="ended before 'p x' could be typed"):
        session(program(STOPS), ["c", "p x"], seconds=SOON)


def test_a_program_that_is_silent_is_an_error_and_is_ended(
    program: Program, tmp_path: Path
) -> None:
    place = tmp_path / "pid"
    with pytest.raises(SessionError, match="silent"):
        session(program(STAYS.format(place=str(place))), ["p x"], seconds=2)
    assert gone(written(place))


def test_a_program_that_leaves_its_terminal_is_not_waited_for(
    program: Program, tmp_path: Path
) -> None:
    place = tmp_path / "pid"
    leaves = "import os\nfor fd in (0, 1, 2):\n    os.close(fd)\n"
    with pytest.raises(SessionError, match="silent"):
        session(program(leaves + STAYS.format(place=str(place))), [], seconds=2)
    assert gone(written(place))


# What must not stay --------------------------------------------------------------


def test_the_children_of_a_program_end_with_it(
    program: Program, tmp_path: Path
) -> None:
    place = tmp_path / "pid"
    deaf = "import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN)"
    child = deaf + STAYS.format(place=str(place))
    source = (
        f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {child!r}])"
    )
    with pytest.raises(SessionError):
        session(program(source), [], seconds=3)
    assert gone(written(place))


def test_a_program_ends_when_who_reads_it_is_killed(
    program: Program, tmp_path: Path
) -> None:
    place = tmp_path / "pid"
    program(STAYS.format(place=str(place)))
    reads = (
        "from types import ModuleType\n"
        "from spotdiff.debugging.terminal import session\n"
        "session(ModuleType('written_here'), [], seconds=60)"
    )
    reader = subprocess.Popen(
        [sys.executable, "-c", reads],
        env={**os.environ, "PYTHONPATH": terminal.search_path()},
    )
    pid = written(place)
    reader.kill()
    reader.wait()
    assert gone(pid)


def test_no_file_stays_open(program: Program) -> None:
    started = len(os.listdir("/dev/fd"))  # noqa: PTH208
    session(program(STOPS), ["c"], seconds=SOON)
    assert len(os.listdir("/dev/fd")) == started  # noqa: PTH208


# What differs between machines ---------------------------------------------------


def test_folders_of_this_machine_are_cut_off() -> None:
    packages, ours = site.getsitepackages()[0], Path(terminal.__file__).parents[2]
    assert tidy(f"{packages}/torch/nn.py(3)") == "torch/nn.py(3)"
    assert tidy(f"> {ours}/spotdiff/a.py") == "> spotdiff/a.py"
    assert tidy(f"{Path(os.__file__).parent}/runpy.py") == "runpy.py"
    assert tidy(f"{tempfile.gettempdir()}/a") == "a"


def test_addresses_and_generated_names_are_cut_short() -> None:
    assert tidy("<function f at 0x7f00aa12bc40>") == "<function f at 0x…>"
    assert (
        tidy("__autograph_generated_filejk_x0.py") == "__autograph_generated_file….py"
    )


def test_blanks_that_nobody_sees_go() -> None:
    assert tidy("a\tb  \nc ") == "a       b\nc"


def test_notices_of_an_import_go_and_nothing_else() -> None:
    notice = f"I0 {IMPORT_NOTICES[1].decode()} You may see"
    assert tidy(f"one\n{notice}\nWARNING: two") == "one\nWARNING: two"
