"""Programs beside this one do what they are asked for, and leave nothing behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from spotdiff.children import LOOPBACK, Child, ChildError, free_port, is_listening

PATIENCE = 10  # seconds

SERVER = """
import socket, sys
server = socket.create_server(("127.0.0.1", int(sys.argv[1])))
print("ready", flush=True)
while True:
    server.accept()
"""
# A launcher whose worker has a session of its own, as torchrun's have.
LAUNCHER = """
import subprocess, sys
worker = "import signal, time; signal.signal(15, signal.SIG_IGN); time.sleep(600)"
started = subprocess.Popen([sys.executable, "-c", worker], start_new_session=True)
print(started.pid, flush=True)
started.wait()
"""
# A build that starts a program and waits.
BUILD = """
import sys, time
from spotdiff.children import Child
child = Child([sys.executable, "-c", sys.argv[1]])
child.until(lambda: child.output().endswith("\\n"), 10)
print(child.output(), flush=True)
time.sleep(600)
"""


def python(code: str, *arguments: str) -> list[str]:
    return [sys.executable, "-c", code, *arguments]


def eventually(test: Callable[[], bool]) -> bool:
    end = time.monotonic() + PATIENCE
    while not test() and time.monotonic() < end:
        time.sleep(0.05)
    return test()


def test_the_status_and_all_that_was_said_come_back() -> None:
    with Child(python("import sys; print('out'); sys.exit('err')")) as child:
        assert child.wait(PATIENCE) == 1
    assert child.output().split() == ["out", "err"]
    assert not child.running


def test_a_signal_is_told_as_a_shell_tells_it() -> None:
    with Child(python("import time; print('up', flush=True); time.sleep(600)")) as one:
        one.until(lambda: "up" in one.output(), PATIENCE)
        one.kill()
        assert one.wait(PATIENCE) == 128 + signal.SIGKILL


def test_environment_and_folder_are_its_own(tmp_path: Path) -> None:
    code = "import os; print(os.environ['SPOTDIFF_WORD'], os.getcwd())"
    with Child(python(code), {"SPOTDIFF_WORD": "there"}, tmp_path) as child:
        child.wait(PATIENCE)
    assert child.output().split() == ["there", str(tmp_path.resolve())]
    assert "SPOTDIFF_WORD" not in os.environ


def test_a_server_is_there_inside_the_block_and_gone_after_it() -> None:
    port = free_port()
    assert not is_listening(port)
    with Child(python(SERVER, str(port))) as child:
        child.listening(port, PATIENCE)
        assert child.running
    assert not is_listening(port)


def test_a_port_that_somebody_else_has_is_not_taken_for_the_programs_own() -> None:
    with socket.create_server((LOOPBACK, 0)) as stranger:
        port = stranger.getsockname()[1]
        with (
            Child(python(SERVER, str(port))) as child,
            pytest.raises(ChildError, match="Address already in use"),
        ):
            child.listening(port, PATIENCE)


def test_a_program_that_ends_too_early_is_quoted() -> None:
    with (
        Child(python("raise SystemExit('no such model')")) as child,
        pytest.raises(
            ChildError, match=r"ended before it was ready(.|\n)*no such model"
        ),
    ):
        child.until(lambda: False, PATIENCE)


def test_one_that_takes_too_long_is_ended_and_quoted() -> None:
    code = "import time; print('thinking', flush=True); time.sleep(600)"
    with Child(python(code)) as child:
        child.until(lambda: "thinking" in child.output(), PATIENCE)
        with pytest.raises(
            ChildError, match=r"did not end within 0.1 s(.|\n)*thinking"
        ):
            child.wait(0.1)
        assert not child.running


def test_what_has_ended_has_no_process_number() -> None:
    with Child(python("")) as child:
        child.wait(PATIENCE)
        with pytest.raises(ChildError, match="has ended"):
            child.kill()


def test_workers_with_sessions_of_their_own_are_ended_too() -> None:
    with Child(python(LAUNCHER)) as child:
        child.until(lambda: child.output().endswith("\n"), PATIENCE)
        worker = int(child.output())
        assert psutil.pid_exists(worker)
    assert not psutil.pid_exists(worker)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux hands orphans over")
def test_orphans_of_a_launcher_that_crashed_are_ended_too() -> None:
    with Child(python(LAUNCHER)) as child:
        child.until(lambda: child.output().endswith("\n"), PATIENCE)
        worker = int(child.output())
        child.kill()
        assert child.wait(PATIENCE) == 128 + signal.SIGKILL
    assert not psutil.pid_exists(worker)


def test_nothing_outlives_a_build_that_is_killed() -> None:
    with subprocess.Popen(python(BUILD, LAUNCHER), stdout=subprocess.PIPE) as build:
        assert build.stdout is not None
        worker = int(build.stdout.readline())
        assert psutil.pid_exists(worker)
        build.kill()
    assert eventually(lambda: not psutil.pid_exists(worker))
