"""How much memory a page may hold, with all that it has started, and where that ends.

A limit of the system's own is of no use here: it counts addresses, of which the
frameworks take far more than they ever fill.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

RESERVE = 2e9  # bytes: for the build itself, and for whoever works beside it
# No page of the book needs as much. Where many run at once, few are at their peaks.
LEAST = 3e9  # bytes
LOOK = 0.1  # seconds from one look to the next
LOOKS = 10  # at the same processes, before it is asked anew which there are
GROUPS = Path("/sys/fs/cgroup")
OWN_GROUPS = Path("/proc/self/cgroup")
# Of both versions of control groups: folder and file, by what is kept within limits.
FILES = {"": ("", "memory.max"), "memory": ("memory", "memory.limit_in_bytes")}


def share_of_memory(pages: int) -> float:
    """Return how many bytes a page may hold where so many run at once."""
    return max((min(limits()) - RESERVE) / pages, LEAST)


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
                if (
                    file.exists()
                    and (text := file.read_text("utf-8").strip()).isdigit()
                ):
                    yield int(text)


@dataclass
class Watch:
    """Who looks after a page.

    Attributes:
        process: its kernel.
        most: bytes that it may hold.
        verdict: why it was ended, if it was.
    """

    process: psutil.Process
    most: float
    verdict: str = ""

    async def stand(self) -> None:
        """Look from time to time, and end the page when it holds too much."""
        while True:
            family = family_of(self.process)
            for _ in range(LOOKS):
                if (held := bytes_held(family, self.most)) > self.most:
                    self.verdict = (
                        f"the page was ended in this cell: it held {held / 1e9:.1f} "
                        "GB, with all that it had started, and may hold "
                        f"{self.most / 1e9:.1f} GB here. Let it hold less at a time"
                    )
                    end(family_of(self.process))
                    return
                await asyncio.sleep(LOOK)


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


def bytes_held(family: list[psutil.Process], most: float) -> int:
    """Return what processes hold; precisely only if it may be more than they may.

    What several share is counted once for each of them at first, which is quick. A
    fork shares with the others all that was imported for all.
    """
    held = of_all(family, resident)
    return of_all(family, proportional) if held > most else held


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
