"""Whether a kernel computes, although none of its cells runs."""

import asyncio
from contextlib import suppress
from queue import Empty

import psutil
from jupyter_client.client import KernelClient

PATIENCE = 60  # seconds; it answers as soon as it has begun
LOOK = 0.2  # seconds
# Of one core. A server nobody talks to takes a few hundredths; who works takes it all.
AT_REST = 0.1


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


async def is_at_rest(process: psutil.Process) -> bool:
    """Tell whether a process, and all it has started, computes next to nothing.

    A cell may leave something behind: a compiler, a server, a thread.
    """
    before = seconds_used(process)
    await asyncio.sleep(LOOK)
    after = seconds_used(process)
    used = sum(after[one] - before[one] for one in after.keys() & before.keys())
    # On a busy machine, who works may get next to nothing, and so be told apart.
    return used <= AT_REST * LOOK and not any(map(wants_a_core, after))


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
