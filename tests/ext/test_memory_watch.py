"""What a page may hold in memory, and what it holds, seen from outside."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

import memory_watch
from ext.kernels import ends
from memory_watch import LEAST, RESERVE, pages_at_once, share_of_memory

GB = 10**9


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return where the control groups of a machine with 34 GB would be."""
    total = type("Memory", (), {"total": 34 * GB})
    monkeypatch.setattr(psutil, "virtual_memory", total)
    monkeypatch.setattr(memory_watch, "GROUPS", tmp_path / "cgroup")
    monkeypatch.setattr(memory_watch, "OWN_GROUPS", tmp_path / "own")
    return tmp_path


def put(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")


@pytest.mark.usefixtures("machine")
def test_pages_share_what_the_machine_has_but_for_a_reserve() -> None:
    assert [share_of_memory(pages) for pages in (1, 2)] == [32e9, 16e9]
    assert RESERVE == 2e9


@pytest.mark.usefixtures("machine")
def test_many_pages_may_hold_no_less_than_a_page_needs() -> None:
    assert share_of_memory(64) == LEAST


def test_no_page_may_hold_more_than_there_is(machine: Path) -> None:
    put(machine / "own", "0::/\n")
    put(machine / "cgroup" / "memory.max", str(4 * GB))
    assert share_of_memory(1) == share_of_memory(2) == 2e9


@pytest.mark.parametrize(
    ("gigabytes", "pages"),
    [(2, 1), (8, 1), (18, 1), (19, 2), (24, 3), (32, 3)],
)
def test_so_many_pages_run_at_once_as_have_room(
    machine: Path, gigabytes: int, pages: int
) -> None:
    put(machine / "own", "0::/\n")
    put(machine / "cgroup" / "memory.max", str(gigabytes * GB))
    assert pages_at_once(2) == pages


@pytest.mark.parametrize(
    ("own", "folder", "name"),
    [
        ("0::/user/tests\n", "", "memory.max"),
        ("4:memory:/user/tests\n3:cpuset:/\n", "memory", "memory.limit_in_bytes"),
    ],
    ids=["version 2", "version 1"],
)
@pytest.mark.parametrize("group", ["", "user", "user/tests"])
def test_the_least_of_what_the_groups_around_us_may_have_counts(
    machine: Path, own: str, folder: str, name: str, group: str
) -> None:
    put(machine / "own", own)
    put(machine / "cgroup" / folder / name, "max\n")
    put(machine / "cgroup" / folder / group / name, f"{30 * GB}\n")
    put(machine / "cgroup" / folder / "user/others" / name, f"{4 * GB}\n")
    assert share_of_memory(2) == 14e9


@pytest.mark.parametrize("text", ["max", str(2**63 - 4096)])
def test_a_group_without_a_limit_has_none(machine: Path, text: str) -> None:
    put(machine / "own", "0::/\n")
    put(machine / "cgroup" / "memory.max", text)
    assert share_of_memory(2) == 16e9


def test_this_machine_has_some_memory() -> None:
    assert share_of_memory(1) <= psutil.virtual_memory().total - RESERVE


# What is held ------------------------------------------------------------------

HOLD = """
import os, sys, time
held = b"." * int(sys.argv[1])
if os.fork() and os.fork():
    print(flush=True)
time.sleep(60)
"""


@pytest.fixture
def three() -> Iterator[psutil.Process]:
    """Return one of three processes that share 300 MB, the others' parent."""
    command = [sys.executable, "-c", HOLD, str(3 * 10**8)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        parent = psutil.Process(process.pid)
        family = memory_watch.family_of(parent)
        yield parent
        memory_watch.end(family)


ONLY_LINUX = pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux tells who shares what"
)


@ONLY_LINUX
def test_what_is_shared_is_counted_once_where_it_matters(three: psutil.Process) -> None:
    watch = memory_watch.Watch(three, most=1e12)
    watch.look_around()
    assert len(watch.family) == 3
    assert watch.held() > 9e8
    watch.most = 5e8
    assert 3e8 < watch.held() < 5e8


@ONLY_LINUX
def test_what_is_shared_is_not_looked_up_again_and_again(
    three: psutil.Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch = memory_watch.Watch(three, most=5e8)
    watch.look_around()
    held = watch.held()
    monkeypatch.setattr(memory_watch, "proportional", None)
    watch.look_around()
    assert watch.held() == pytest.approx(held, rel=0.1)


def test_who_holds_too_much_is_ended_with_all_that_it_started(
    three: psutil.Process,
) -> None:
    family = memory_watch.family_of(three)

    async def wait() -> str:
        async with memory_watch.watched(three, most=1e8) as watch:
            await asyncio.to_thread(three.wait, 30)
        return watch.verdict

    assert "may hold 0.1 GB here" in asyncio.run(wait())
    assert all(ends(one.pid) for one in family)


def test_who_holds_less_is_left_alone(three: psutil.Process) -> None:
    async def wait() -> str:
        async with memory_watch.watched(three, most=2e9) as watch:
            await asyncio.sleep(3 * memory_watch.LOOK)
        return watch.verdict

    assert asyncio.run(wait()) == ""
    assert three.is_running()


@pytest.mark.skipif(
    sys.platform != "linux", reason="other systems choose by themselves"
)
def test_a_page_is_what_linux_ends_first(three: psutil.Process) -> None:
    memory_watch.first_to_go(three)
    assert Path(f"/proc/{three.pid}/oom_score_adj").read_text("utf-8") == "1000\n"


def test_who_has_ended_holds_nothing() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        gone = psutil.Process(process.pid)
    memory_watch.first_to_go(gone)
    assert memory_watch.family_of(gone) == []
    assert memory_watch.Watch(gone, most=0, family=[gone]).held() == 0
