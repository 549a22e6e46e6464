"""Whether a process computes is seen from outside, with all that it has started."""

import asyncio
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psutil
import pytest

from kernel_load import Load, load_of, wants_a_core

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


def eventually(process: psutil.Process, test: Callable[[Load], bool]) -> bool:
    """Tell whether something is so of a process before long; it first has to start."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        if test(asyncio.run(load_of(process))):
            return True
    return False


@pytest.mark.parametrize("code", [WORKS, BELOW.format(WORKS)])
def test_who_computes_is_at_work(code: str) -> None:
    with running(code) as process:
        assert eventually(process, lambda load: load.will_end and load.disturbs)


@pytest.mark.parametrize("code", [SLEEPS, BELOW.format(SLEEPS)])
def test_who_waits_is_at_rest(code: str) -> None:
    with running(code) as process:
        assert eventually(process, lambda load: not load.disturbs)


def test_who_asks_all_the_time_disturbs_and_is_not_at_work() -> None:
    asks = Load(cores=0.1, is_at_work=False)
    assert asks.disturbs
    assert not asks.will_end


def test_who_has_ended_is_at_rest() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        process = psutil.Process(ended.pid)
        ended.wait()
    assert asyncio.run(load_of(process)) == Load(0, False)
    assert not wants_a_core(process)
