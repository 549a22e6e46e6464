"""How much memory a page may hold, with all that it has started, and where that ends.

A limit of the system's own is of no use here: it counts addresses, of which the
frameworks take far more than they ever fill.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

RESERVE = 2e9  # bytes: for the build itself, and for whoever works beside it
# No page of the book needs as much, but one that starts a dozen workers comes to
# 10 GB. Of those that run at once, few are at their peaks.
LEAST = 12e9  # bytes
FURTHER = 5e9  # bytes: for each page beside the one that needs most
LOOK = 0.2  # seconds from one look to the next
LOOKS = 10  # at the same processes, before it is asked anew which there are
GROUPS = Path("/sys/fs/cgroup")
OWN_GROUPS = Path("/proc/self/cgroup")
# Of both versions of control groups: folder and file, by what is kept within limits.
FILES = {"": ("", "memory.max"), "memory": ("memory", "memory.limit_in_bytes")}


def pages_at_once(cores: int) -> int:
    """Return how many pages may run at once.

    One more than there are cores, as they often wait for what they have started; and
    where memory is small, as many as have room in it beside the one that needs most.
    """
    return max(1, min(cores + 1, 1 + int((available() - LEAST) / FURTHER)))


def share_of_memory(pages: int) -> float:
    """Return how many bytes a page may hold where so many run at once."""
    there = available()
    return min(there, max(there / pages, LEAST))


def available() -> float:
    """Return how many bytes there are for all pages together."""
    return min(limits()) - RESERVE


def limits() -> Iterator[int]:
    """Yield what the machine has, and what each control group around us may have."""
    yield psutil.virtual_memory().total
    lines = OWN_GROUPS.read_text("utf-8").splitlines() if OWN_GROUPS.exists() else []
    for line in lines:
        _, kinds, path = line.split(":", 2)
        if kinds in FILES:
            folder, name = FILES[kinds]
            # In a container it is the path outside: then only the root is there.
            group = GROUPS / folder / path.lstrip("/")
            for file in (around / name for around in (group, *group.parents)):
                text = file.read_text("utf-8").strip() if file.exists() else "max"
                if text.isdigit():
                    yield int(text)


@dataclass
class Watch:
    """Who looks after a page.

    Attributes:
        process: its kernel.
        most: bytes that it may hold, with all that it has started.
        verdict: why it was ended, if it was.
        family: the processes that were there at the last look around.
        shared: bytes that are counted more than once if all that is in memory of each
            of them is added up: a fork shares what was imported for all.
    """

    process: psutil.Process
    most: float
    verdict: str = ""
    family: list[psutil.Process] = field(default_factory=list)
    shared: int = 0

    async def stand(self) -> None:
        """Look from time to time, and end the page when it holds too much."""
        while True:
            self.look_around()
            for _ in range(LOOKS):
                if (held := self.held()) > self.most:
                    self.verdict = (
                        f"the page was ended in this cell: it held {held / 1e9:.1f} "
                        "GB, with all that it had started, and may hold "
                        f"{self.most / 1e9:.1f} GB here. Let it hold less at a time"
                    )
                    end(family_of(self.process))
                    return
                await asyncio.sleep(LOOK)

    def look_around(self) -> None:
        """See which processes there are."""
        family = family_of(self.process)
        if family != self.family:
            self.family, self.shared = family, 0

    def held(self) -> int:
        """Return what they hold; precisely only if it may be too much: that is slow."""
        held = of_all(self.family, resident)
        if held - self.shared > self.most:
            self.shared = held - of_all(self.family, proportional)
        return held - self.shared


@asynccontextmanager
async def watched(process: psutil.Process, most: float) -> AsyncIterator[Watch]:
    """Watch over a page's kernel, and over all that it starts.

    Args:
        process: the kernel.
        most: bytes that they may hold together.
    """
    first_to_go(process)
    watch = Watch(process, most)
    standing = asyncio.create_task(watch.stand())
    try:
        yield watch
    finally:
        standing.cancel()


def first_to_go(process: psutil.Process) -> None:
    """Have Linux take this process first where memory runs out faster than we look."""
    # Whatever it starts inherits this. Other systems have nothing of the kind.
    with suppress(OSError):
        Path(f"/proc/{process.pid}/oom_score_adj").write_text("1000", "utf-8")


def family_of(process: psutil.Process) -> list[psutil.Process]:
    """Return a process and all that descend from it; nobody if it has ended."""
    with suppress(psutil.NoSuchProcess):
        return [process, *process.children(recursive=True)]
    return []


def of_all(
    family: list[psutil.Process], of_one: Callable[[psutil.Process], int]
) -> int:
    """Add up what processes hold."""
    held = 0
    for one in family:
        # Who has ended meanwhile holds nothing.
        with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            held += of_one(one)
    return held


def resident(process: psutil.Process) -> int:
    """Return what is in memory of a process."""
    return int(process.memory_info().rss)


def proportional(process: psutil.Process) -> int:
    """Return the same, with what is shared divided among those who share it."""
    info = process.memory_full_info()
    # Only Linux divides it; elsewhere it is nobody's.
    return int(getattr(info, "pss", info.uss))


def end(family: list[psutil.Process]) -> None:
    """End processes at once."""
    for one in family:
        with suppress(psutil.NoSuchProcess):
            one.kill()
