"""Whether a kernel computes, although none of its cells runs."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty

import psutil
from jupyter_client.client import KernelClient

PATIENCE = 60  # seconds; it answers as soon as it has begun
LOOK, LOOKS = 0.05, 4  # seconds from one look to the next, and how many
# In cores. A server that nobody talks to takes none, or a tenth if it asks all the time
# whether somebody does; who works takes one, or shares it.
AT_REST, WORK = 0.03, 0.5


async def process_of(client: KernelClient) -> psutil.Process:
    """Ask a kernel which process it is.

    Raises:
        RuntimeError: it does not say.
    """
    channel = client.control_channel
    channel.send(client.session.msg("usage_request"))
    try:
        reply = await channel.get_msg(timeout=PATIENCE)
    except Empty:
        raise RuntimeError(f"it said nothing in {PATIENCE} s") from None
    return psutil.Process(reply["content"]["pid"])


@dataclass(frozen=True)
class Load:
    """What a kernel computes while none of its cells runs.

    Attributes:
        cores: how many cores it has kept busy.
        is_at_work: whether one of its processes wanted a core all the time; on a busy
            machine it may have got next to none.
    """

    cores: float
    is_at_work: bool

    @property
    def will_end(self) -> bool:
        """Tell whether this is work, which ends: a compiler, and no idle server."""
        return self.is_at_work or self.cores > WORK

    @property
    def disturbs(self) -> bool:
        """Tell whether a measurement beside it would be another one."""
        return self.will_end or self.cores > AT_REST


async def load_of(process: psutil.Process) -> Load:
    """Look for a moment at a process and all that it has started."""
    before, wanting = seconds_used(process), []
    for _ in range(LOOKS):
        await asyncio.sleep(LOOK)
        wanting.append({one for one in before if wants_a_core(one)})
    after = seconds_used(process)
    used = sum(after[one] - before[one] for one in after.keys() & before.keys())
    return Load(used / (LOOKS * LOOK), bool(set.intersection(*wanting)))


def seconds_used(process: psutil.Process) -> dict[psutil.Process, float]:
    """Return the processor seconds of a process and of each that descends from it."""
    used = {}
    # Who ends meanwhile computes no more.
    with suppress(psutil.NoSuchProcess):
        for one in (process, *process.children(recursive=True)):
            with suppress(psutil.NoSuchProcess):
                times = one.cpu_times()
                used[one] = times.user + times.system
    return used


def wants_a_core(process: psutil.Process) -> bool:
    """Tell whether a process computes at this moment, or would if it could."""
    try:
        return bool(process.status() == psutil.STATUS_RUNNING)
    except psutil.NoSuchProcess:
        return False
