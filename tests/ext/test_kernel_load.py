"""Whether a process computes is seen from outside, with all that it has started."""

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psutil
import pytest

from kernel_load import is_at_rest, wants_a_core

WORKS = "while True: pass"
SLEEPS = "import time; time.sleep(60)"
# The first process only waits for what it has started.
BELOW = "import subprocess, sys; subprocess.run([sys.executable, '-c', {!r}])"


@contextmanager
def running(code: str) -> Iterator[psutil.Process]:
    """Run code in a Python of its own, which has begun."""
    with subprocess.Popen([sys.executable, "-c", code]) as process:
        found = psutil.Process(process.pid)
        try:
            yield found
        finally:
            for one in (*found.children(recursive=True), found):
                one.kill()


def comes_to_rest(process: psutil.Process, seconds: float = 20) -> bool:
    """Tell whether a process is at rest before long; it first has to start."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if asyncio.run(is_at_rest(process)):
            return True
    return False


@pytest.mark.parametrize("code", [WORKS, BELOW.format(WORKS)])
def test_who_computes_is_not_at_rest(code: str) -> None:
    with running(code) as process:
        assert not comes_to_rest(process, seconds=2)


@pytest.mark.parametrize("code", [SLEEPS, BELOW.format(SLEEPS)])
def test_who_waits_is_at_rest(code: str) -> None:
    with running(code) as process:
        assert comes_to_rest(process)


def test_who_has_ended_is_at_rest() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        process = psutil.Process(ended.pid)
        ended.wait()
    assert asyncio.run(is_at_rest(process))
    assert not wants_a_core(process)
